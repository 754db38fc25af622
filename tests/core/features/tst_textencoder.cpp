#include "core/features/textencoder.h"
#include "core/features/textterms.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace fairlead;

namespace {

using Prompts = std::vector<std::string>;

/// Three subjects, forty prompts each, that share words only inside a subject.
Prompts corpus()
{
    const std::vector<std::string> verbs = {"explain", "show", "check", "rewrite", "compare"};
    const std::vector<std::vector<std::string>> subjects = {
        {"python function", "sorting loop", "unit test", "compiler error", "class method", "recursion", "index",
         "stack"},
        {"pasta recipe", "tomato sauce", "oven dish", "garlic bread", "soup", "salad dressing", "butter", "dough"},
        {"contract clause", "tenant deposit", "court appeal", "liability", "lease", "notice period", "statute",
         "claim"}};
    Prompts prompts;
    for (const auto &things : subjects)
        for (const auto &verb : verbs)
            for (const auto &thing : things)
                prompts.push_back(verb + " the " + thing + " beside the " + things[prompts.size() % things.size()]);
    return prompts;
}

TextEncoder fitted(const Prompts &prompts, std::size_t dimensions = 32, std::uint64_t seed = 1)
{
    TextEncoderOptions options;
    options.dimensions = dimensions;
    options.seed = seed;
    auto encoder = TextEncoder::fit(prompts, options, {}, {});
    if (!encoder)
        qFatal("%s", encoder.error().message.c_str());
    return std::move(*encoder);
}

MatrixF encoded(const TextEncoder &encoder, const Prompts &prompts)
{
    auto rows = encoder.encode(prompts, {}, {});
    if (!rows)
        qFatal("%s", rows.error().message.c_str());
    return std::move(*rows);
}

std::span<const float> textPart(const MatrixF &rows, std::size_t i)
{
    return rows.row(i).first(rows.cols() - kLengthFeatures);
}

double dot(std::span<const float> a, std::span<const float> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

bool allFinite(const MatrixF &rows)
{
    return std::all_of(rows.data(), rows.data() + rows.size(), [](float x) { return std::isfinite(x); });
}

} // namespace

class TestTextEncoder final : public QObject
{
    Q_OBJECT

private slots:
    void theSameSeedGivesTheSameBits()
    {
        const MatrixF first = encoded(fitted(corpus()), corpus());
        QVERIFY(first == encoded(fitted(corpus()), corpus()));
        QCOMPARE(first.rows(), corpus().size());
    }

    void onePromptAloneEncodesAsItDoesAmongOthers()
    {
        const TextEncoder encoder = fitted(corpus());
        const MatrixF all = encoded(encoder, corpus());
        const MatrixF one = encoded(encoder, {corpus()[77]});
        QVERIFY(std::equal(one.row(0).begin(), one.row(0).end(), all.row(77).begin()));
    }

    void savingAndLoadingGivesIdenticalEncodings()
    {
        const TextEncoder encoder = fitted(corpus());
        const auto bundle = fromSafetensors(toSafetensors(encoder.save()), "test");
        QVERIFY(bundle);
        const auto loaded = TextEncoder::load(*bundle);
        QVERIFY(loaded);
        QCOMPARE(loaded->dimensions(), encoder.dimensions());
        QVERIFY(encoded(*loaded, corpus()) == encoded(encoder, corpus()));
    }

    void aDamagedBundleIsAnErrorNotACrash_data()
    {
        QTest::addColumn<QString>("tensor");
        for (const char *name : {"lengths.mean", "lengths.deviation", "terms.slots", "terms.idf"})
            QTest::newRow(name) << name;
    }
    void aDamagedBundleIsAnErrorNotACrash()
    {
        QFETCH(QString, tensor);
        TensorBundle bundle = fitted(corpus()).save();
        bundle.tensors.erase(tensor.toStdString());
        QVERIFY(!TextEncoder::load(bundle));
        bundle = fitted(corpus()).save();
        bundle.put(tensor.toStdString(), std::vector<std::int64_t>{-5});
        QVERIFY(!TextEncoder::load(bundle));
        QVERIFY(!TextEncoder::load(TensorBundle()));
    }

    void promptsOfOneSubjectLieNearerThanThoseOfAnother()
    {
        const MatrixF rows = encoded(fitted(corpus()), {"a recursion gives a compiler error in my class method",
                                                        "compiler error: the recursion of this python function",
                                                        "garlic bread and pasta with tomato sauce",
                                                        "tomato sauce for the oven dish and garlic bread"});
        const double code = dot(textPart(rows, 0), textPart(rows, 1));
        const double food = dot(textPart(rows, 2), textPart(rows, 3));
        for (const std::size_t i : {0, 1})
            for (const std::size_t j : {2, 3})
                QVERIFY2(dot(textPart(rows, i), textPart(rows, j)) + 0.3 < std::min(code, food),
                         qPrintable(QString("code %1, food %2").arg(code).arg(food)));
    }

    void longerPromptsDifferInTheLengthPart()
    {
        const TextEncoder encoder = fitted(corpus());
        const std::string once = corpus()[0];
        const MatrixF rows = encoded(encoder, {once, once + " " + once + " " + once});
        QVERIFY(rows(1, rows.cols() - kLengthFeatures) > rows(0, rows.cols() - kLengthFeatures));
    }

    void textRowsHaveLengthOne()
    {
        const MatrixF rows = encoded(fitted(corpus()), corpus());
        for (std::size_t i = 0; i < rows.rows(); ++i)
            QVERIFY(std::abs(dot(textPart(rows, i), textPart(rows, i)) - 1) < 1e-5);
    }

    void whatTrainingNeverSawIsIgnored()
    {
        const TextEncoder encoder = fitted(corpus());
        const MatrixF rows = encoded(encoder, {"ZZZQQ 8888 xxjjww", ""});
        QCOMPARE(dot(textPart(rows, 0), textPart(rows, 0)), 0.0);
        QCOMPARE(dot(textPart(rows, 1), textPart(rows, 1)), 0.0);
    }

    void anythingMayBeAPrompt_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("white space") << QByteArray(" \n\t\r ");
        QTest::newRow("cut UTF-8") << QByteArray("explain \xC3");
        QTest::newRow("bytes that are never UTF-8") << QByteArray("\xFF\xFE\x80\x80 python function");
        QTest::newRow("a zero byte") << QByteArray("python\0function", 15);
        QTest::newRow("Chinese without spaces") << QByteArray("请解释这个函数的作用并给出例子");
        QTest::newRow("one letter") << QByteArray("a");
        QTest::newRow("a megabyte without a space") << QByteArray(1 << 20, 'x');
        QTest::newRow("a megabyte of words") << QByteArray("explain the soup ").repeated(60'000);
    }
    void anythingMayBeAPrompt()
    {
        QFETCH(QByteArray, prompt);
        const Prompts odd(3, prompt.toStdString());
        QVERIFY(allFinite(encoded(fitted(corpus()), odd)));
        QVERIFY(allFinite(encoded(fitted(odd), odd)));
        Prompts mixed = corpus();
        mixed.insert(mixed.end(), odd.begin(), odd.end());
        QVERIFY(allFinite(encoded(fitted(mixed), mixed)));
    }

    void theEndOfALongPromptIsRead()
    {
        const std::string filler(50'000, '.');
        const MatrixF rows = encoded(fitted(corpus()), {filler + " explain the tomato sauce", filler});
        QVERIFY(dot(textPart(rows, 0), textPart(rows, 0)) > 0.99);
        QCOMPARE(dot(textPart(rows, 1), textPart(rows, 1)), 0.0);
    }

    void tooFewPromptsLeaveTheLengthFeatures_data()
    {
        QTest::addColumn<int>("prompts");
        QTest::addColumn<int>("columns");
        QTest::newRow("one prompt has no term in two") << 1 << static_cast<int>(kLengthFeatures);
        QTest::newRow("two prompts without a common term") << 2 << static_cast<int>(kLengthFeatures);
        QTest::newRow("three prompts that share terms") << 3 << static_cast<int>(kLengthFeatures) + 3;
    }
    void tooFewPromptsLeaveTheLengthFeatures()
    {
        QFETCH(int, prompts);
        QFETCH(int, columns);
        const Prompts few = {"alpha beta", "12 + 30", "alpha 12"};
        const TextEncoder encoder = fitted(Prompts(few.begin(), few.begin() + prompts));
        QCOMPARE(static_cast<int>(encoder.dimensions()), columns);
        const auto loaded = TextEncoder::load(encoder.save());
        QVERIFY(loaded);
        QVERIFY(encoded(*loaded, few) == encoded(encoder, few));
    }

    void noPromptsAreAnError()
    {
        const auto encoder = TextEncoder::fit({}, {}, {}, {});
        QVERIFY(!encoder);
        QCOMPARE(encoder.error().code, ErrorCode::BadInput);
        QCOMPARE(encoded(fitted(corpus()), {}).rows(), std::size_t{0});
    }

    void aStopIsCancelledWhereverItComes()
    {
        QVERIFY(!fitted(corpus()).encode(corpus(), stopped(), {}));
        std::vector<std::string> stages;
        const auto note = [&](const Progress &progress) {
            if (stages.empty() || stages.back() != progress.stage)
                stages.push_back(progress.stage);
        };
        QVERIFY(TextEncoder::fit(corpus(), {}, {}, note));
        QCOMPARE(stages.size(), std::size_t{3});
        for (const std::string &stage : stages) {
            std::stop_source source;
            const auto stopThere = [&](const Progress &progress) {
                if (progress.stage == stage)
                    source.request_stop();
            };
            const auto encoder = TextEncoder::fit(corpus(), {}, source.get_token(), stopThere);
            QVERIFY(!encoder);
            QCOMPARE(encoder.error().code, ErrorCode::Cancelled);
        }
    }

    void shortPromptsEncodeFast()
    {
        Prompts many;
        for (int copy = 0; copy < 60; ++copy)
            for (const std::string &prompt : corpus())
                many.push_back(prompt + ", then " + prompt);
        const TextEncoder encoder = fitted(corpus(), 256);
        QBENCHMARK_ONCE
        {
            QCOMPARE(encoded(encoder, many).rows(), many.size());
        }
    }

private:
    static std::stop_token stopped()
    {
        std::stop_source source;
        source.request_stop();
        return source.get_token();
    }
};

QTEST_APPLESS_MAIN(TestTextEncoder)
#include "tst_textencoder.moc"
