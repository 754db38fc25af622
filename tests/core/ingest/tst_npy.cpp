#include <QTest>

#include "core/ingest/npy.h"
#include "tests/support/tempfolder.h"
#include "tests/support/testdata.h"

#include <limits>

using namespace fairlead;
using fairlead::test::npyBytes;
using fairlead::test::npyMatrix;
using fairlead::test::TempFolder;

namespace {

template <typename T>
std::string bytesOf(const std::vector<T> &values)
{
    return {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)};
}

std::string header(const std::string &dtype, const std::string &shape, const char *fortran = "False")
{
    return "{'descr': " + dtype + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

} // namespace

class TestNpy final : public QObject
{
    Q_OBJECT

private slots:
    void aMatrixIsReadRowByRow_data()
    {
        QTest::addColumn<QByteArray>("file");
        const auto row = [](const char *name, const std::string &bytes) {
            QTest::newRow(name) << QByteArray(bytes.data(), std::ssize(bytes));
        };
        row("single precision", npyBytes(header("'<f4'", "(2, 3)"), bytesOf<float>({1, 2, 3, 4, 5, -0.5F})));
        row("double precision", npyBytes(header("'<f8'", "(2, 3)"), bytesOf<double>({1, 2, 3, 4, 5, -0.5})));
        row("half precision", npyBytes(header("'<f2'", "(2, 3)"),
                                       bytesOf<std::uint16_t>({0x3C00, 0x4000, 0x4200, 0x4400, 0x4500, 0xB800})));
        std::string version2 = npyBytes(header("'<f4'", "(2, 3)"), bytesOf<float>({1, 2, 3, 4, 5, -0.5F}));
        version2[6] = 2;
        version2.insert(10, 2, '\0');
        row("version 2 has a longer length", version2);
    }
    void aMatrixIsReadRowByRow()
    {
        QFETCH(QByteArray, file);
        const TempFolder folder;
        const auto matrix = readNpy(folder.write("e.npy", {file.data(), static_cast<std::size_t>(file.size())}));
        QVERIFY2(matrix, matrix ? "" : matrix.error().message.c_str());
        QCOMPARE(matrix->rows(), 2U);
        QCOMPARE(matrix->cols(), 3U);
        QCOMPARE((*matrix)(0, 2), 3.0F);
        QCOMPARE((*matrix)(1, 2), -0.5F);
    }

    void halfPrecisionReachesItsSmallestNumbers()
    {
        const TempFolder folder;
        const auto matrix = readNpy(
            folder.write("e.npy", npyBytes(header("'<f2'", "(1, 2)"), bytesOf<std::uint16_t>({0x0001, 0x7BFF}))));
        QVERIFY(matrix);
        QCOMPARE((*matrix)(0, 0), 5.9604645e-8F);
        QCOMPARE((*matrix)(0, 1), 65504.0F);
    }

    void aFileThatIsNoMatrixSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const std::string &bytes, const char *says) {
            QTest::newRow(name) << QByteArray(bytes.data(), std::ssize(bytes)) << QString::fromUtf8(says);
        };
        const std::string four = bytesOf<float>({1, 2, 3, 4});
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        row("text", "query_id,model\n", "not a whole NumPy");
        row("cells are missing", npyBytes(header("'<f4'", "(2, 3)"), four), "promises 2 x 3");
        row("one dimension", npyBytes(header("'<f4'", "(4,)"), four), "its shape is 4");
        row("three dimensions", npyBytes(header("'<f4'", "(2, 2, 1)"), four), "2 x 2 x 1");
        row("no dimension", npyBytes(header("'<f4'", "()"), four), "a single number");
        row("no rows", npyBytes(header("'<f4'", "(0, 4)"), ""), "empty");
        row("Fortran order", npyBytes(header("'<f4'", "(2, 2)", "True"), four), "Fortran");
        row("integers", npyBytes(header("'<i4'", "(2, 2)"), four), "'<i4'");
        row("big-endian", npyBytes(header("'>f4'", "(2, 2)"), four), "little-endian");
        row("objects", npyBytes(header("'|O'", "(2, 2)"), four), "Python objects");
        row("records", npyBytes(header("[('a', '<f4')]", "(4,)"), four), "Python objects");
        row("a shape that overflows", npyBytes(header("'<f4'", "(999999999999, 999999999999)"), four), "cut off");
        row("NaN is named with its place", npyMatrix(2, 2, {1, 2, 3, nan}), "row 2, column 2 is NaN");
        row("infinity", npyMatrix(2, 2, {1, infinity, 3, 4}), "row 1, column 2 is infinite");
        row("too large for single precision", npyBytes(header("'<f8'", "(1, 1)"), bytesOf<double>({1e300})),
            "infinite");
    }
    void aFileThatIsNoMatrixSaysWhy()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, says);
        const TempFolder folder;
        const auto matrix = readNpy(folder.write("e.npy", {file.data(), static_cast<std::size_t>(file.size())}));
        QVERIFY(!matrix);
        QCOMPARE(matrix.error().code, ErrorCode::BadInput);
        QVERIFY2(matrix.error().message.find(says.toStdString()) != std::string::npos, matrix.error().message.c_str());
        QVERIFY(matrix.error().message.find("e.npy") != std::string::npos);
    }

    void aFileCutAnywhereIsAnError()
    {
        const TempFolder folder;
        const std::string whole = npyMatrix(3, 2, {1, 2, 3, 4, 5, 6});
        QVERIFY(readNpy(folder.write("e.npy", whole)));
        for (std::size_t size = 0; size < whole.size(); ++size)
            QVERIFY2(!readNpy(folder.write("e.npy", whole.substr(0, size))), std::to_string(size).c_str());
    }

    void aMissingFileIsNotFound() { QCOMPARE(readNpy("/nowhere/e.npy").error().code, ErrorCode::NotFound); }

    void realEmbeddingsAreRead()
    {
        FAIRLEAD_NEED_SHARED_DATA(file, "overruling_fasttext300.npy");
        const auto matrix = readNpy(file);
        QVERIFY(matrix);
        QCOMPARE(matrix->rows(), 2160U);
        QCOMPARE(matrix->cols(), 300U);
    }
};

QTEST_APPLESS_MAIN(TestNpy)
#include "tst_npy.moc"
