#include "core/base/random.h"
#include "core/base/tensorbundle.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace fairlead;

namespace {

TensorBundle smallBundle()
{
    TensorBundle bundle;
    MatrixF f(2, 3);
    for (std::size_t i = 0; i < f.size(); ++i)
        f.data()[i] = static_cast<float>(i) / 4;
    bundle.put("weights", f);
    bundle.put("bias", std::span<const double>(std::vector<double>{0.1, -2.5, std::nan("")}));
    bundle.put("counts", std::span<const std::int64_t>(std::vector<std::int64_t>{-1, 1LL << 60}));
    bundle.metadata["method"] = "rm-interval";
    bundle.metadata["note"] = "quotes \" and λ";
    return bundle;
}

/// A file with this header (single quotes stand for double ones) and this many zero bytes of cells.
std::string fileWith(std::string header, std::size_t cells)
{
    std::replace(header.begin(), header.end(), '\'', '"');
    const std::uint64_t length = header.size();
    std::string bytes(reinterpret_cast<const char *>(&length), sizeof length);
    return bytes + header + std::string(cells, '\0');
}

} // namespace

class TestSafetensors final : public QObject
{
    Q_OBJECT

private slots:
    void whatIsWrittenIsReadBack()
    {
        const TensorBundle bundle = smallBundle();
        const auto read = fromSafetensors(toSafetensors(bundle), "router");
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(read->metadata, bundle.metadata);
        QCOMPARE(read->tensors.size(), bundle.tensors.size());
        QVERIFY(*read->matrixF("weights") == *bundle.matrixF("weights"));
        QCOMPARE(read->vectorI("counts")->at(1), 1LL << 60);
        const auto bias = *read->vectorD("bias");
        QCOMPARE(bias[1], -2.5);
        QVERIFY(std::isnan(bias[2]));
    }

    void theSameBundleGivesTheSameBytes() { QCOMPARE(toSafetensors(smallBundle()), toSafetensors(smallBundle())); }

    void theLayoutIsTheOfficialOne()
    {
        TensorBundle bundle;
        bundle.put("b", std::span<const float>(std::vector<float>{1.0F}));
        bundle.put("c", std::span<const double>(std::vector<double>{2.0}));
        const std::string bytes = toSafetensors(bundle);
        std::uint64_t length = 0;
        std::memcpy(&length, bytes.data(), sizeof length);
        QCOMPARE(length % 8, 0U);
        const std::string header = bytes.substr(8, length);
        QCOMPARE(header.substr(0, header.find_last_not_of(' ') + 1),
                 std::string("{\"b\":{\"data_offsets\":[8,12],\"dtype\":\"F32\",\"shape\":[1]},"
                             "\"c\":{\"data_offsets\":[0,8],\"dtype\":\"F64\",\"shape\":[1]}}"));
        QCOMPARE(bytes.size(), 8 + length + 12);
    }

    void aBundleWithoutTensorsIsStillAFile()
    {
        TensorBundle bundle;
        bundle.metadata["only"] = "text";
        bundle.put("empty", MatrixF(0, 5));
        const auto read = fromSafetensors(toSafetensors(bundle), "router");
        QVERIFY(read);
        QCOMPARE(read->metadata.at("only"), std::string("text"));
        QCOMPARE(read->matrixF("empty")->cols(), 5U);
    }

    void badTextInMetadataDoesNotThrow()
    {
        TensorBundle bundle;
        bundle.metadata["prompt"] = "cut \xE2\x82";
        QVERIFY(fromSafetensors(toSafetensors(bundle), "router"));
    }

    void wrongNameTypeOrRankNamesTheTensor()
    {
        const TensorBundle bundle = smallBundle();
        const auto missing = bundle.matrixD("hidden");
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::BadInput);
        QVERIFY(missing.error().message.find("'hidden' is missing") != std::string::npos);
        QVERIFY(bundle.matrixD("weights").error().message.find("'weights' is F32 of shape [2 x 3]") !=
                std::string::npos);
        QVERIFY(!bundle.vectorF("weights"));
        QVERIFY(!bundle.vectorI("bias"));
    }

    void aHostileHeaderIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("cause");
        const auto row = [](const char *name, const std::string &bytes, const char *cause) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(cause);
        };
        const auto tensor = [](const std::string &dtype, const std::string &shape, const std::string &place) {
            return "'a':{'dtype':'" + dtype + "','shape':" + shape + ",'data_offsets':" + place + "}";
        };
        const auto one = [&](const char *dtype, const char *shape, const char *place, std::size_t cells) {
            return fileWith("{" + tensor(dtype, shape, place) + "}", cells);
        };
        std::string huge(16, '{');
        huge.replace(0, 8, 8, '\xFF');
        row("nothing at all", "", "cut off before the header");
        row("a header length of 2^64 - 1", huge, "more than the format allows");
        row("a header longer than the file", std::string("\x40\0\0\0\0\0\0\0{}", 10), "cut off inside the header");
        row("a header that is no JSON", fileWith("{not json", 0), "not a JSON object");
        row("a header that is a list", fileWith("[1,2]", 0), "not a JSON object");
        row("metadata that is a number", fileWith("{'__metadata__':5}", 0), "metadata is not a JSON object");
        row("metadata with a number", fileWith("{'__metadata__':{'a':5}}", 0), "metadata field 'a' is not text");
        row("a tensor that is text", fileWith("{'a':'b'}", 0), "lacks its type, shape or place");
        row("an unknown type", one("BF16", "[1]", "[0,2]", 2), "has the type 'BF16'");
        row("a negative size", one("F32", "[-1]", "[0,4]", 4), "malformed shape");
        row("a fractional size", one("F32", "[1.5]", "[0,4]", 4), "malformed shape");
        row("a shape whose product overflows", one("F32", "[4294967296,4294967297]", "[0,4]", 4), "too large");
        row("a huge size beside a zero", one("F32", "[4611686018427387904,0]", "[0,0]", 0), "too large");
        row("fewer bytes than the shape needs", one("F32", "[2]", "[0,4]", 4), "its shape needs 8");
        row("offsets in reverse", one("F32", "[1]", "[4,0]", 4), "outside the file");
        row("offsets beyond the file", one("F32", "[2]", "[0,8]", 4), "outside the file");
        row("offsets near 2^64", one("F32", "[1]", "[18446744073709551612,18446744073709551615]", 4),
            "outside the file");
        row("bytes after the last tensor", one("F32", "[1]", "[0,4]", 8), "its tensors end at byte 4");
        row("a hole before a tensor", one("F32", "[1]", "[4,8]", 8), "leaves a hole");
        row("two tensors in one place",
            fileWith("{" + tensor("F32", "[1]", "[0,4]") + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4),
            "overlaps another");
    }
    void aHostileHeaderIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, cause);
        const auto read = fromSafetensors(bytes.toStdString(), "stranger.safetensors");
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadInput);
        const QString message = QString::fromStdString(read.error().message);
        QVERIFY2(message.contains("'stranger.safetensors'"), qPrintable(message));
        QVERIFY2(message.contains(cause), qPrintable(message));
    }

    void everyCutIsAnError()
    {
        const std::string bytes = toSafetensors(smallBundle());
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const auto read = fromSafetensors(std::string_view(bytes).substr(0, length), "cut");
            QVERIFY2(!read, qPrintable(QString("read %1 of %2 bytes").arg(length).arg(bytes.size())));
            QCOMPARE(read.error().code, ErrorCode::BadInput);
        }
    }

    void flippedBytesNeverCrash()
    {
        const std::string bytes = toSafetensors(smallBundle());
        Random random(7);
        for (int round = 0; round < 20'000; ++round) {
            std::string damaged = bytes;
            const auto flips = 1 + random.below(3);
            for (std::uint64_t i = 0; i < flips; ++i)
                damaged[random.below(damaged.size())] = static_cast<char>(random.next());
            if (const auto read = fromSafetensors(damaged, "flipped"); !read)
                QCOMPARE(read.error().code, ErrorCode::BadInput);
        }
    }
};

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
