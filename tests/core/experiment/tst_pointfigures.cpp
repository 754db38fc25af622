#include "core/experiment/pinscsv.h"
#include "core/experiment/pointfigures.h"
#include "tests/support/storedata.h"

#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace fairlead;

namespace {

PointFigures someFigures()
{
    PointFigures figures;
    figures.lambda = 12.5;
    figures.judgement = {Verdict::Caution, {"'tiny' has 12 rows."}};
    figures.quality = {Estimate{0.82, 0.01}, 0.8};
    figures.cost = {Estimate{0.0004, 0.00001}, std::nullopt};
    figures.regret = {std::nullopt, 0.05};
    figures.bestSingle = "large";
    figures.support = {1000, 420, 350.5, 0.01, 3, 4};
    figures.shares = {0.25, 0.75};
    return figures;
}

// Not as raw strings: moc loses its way in those that hold )" and skips the tests after them.
const QByteArray kCutOff = "{\"lambda\": 1, \"quality\": {\"va";
const QByteArray kOfOtherTypes =
    "{\"lambda\":\"x\",\"verdict\":3,\"reasons\":[1],\"quality\":7,\"cost\":{\"value\":\"a\"},"
    "\"shares\":[\"a\"],\"queries\":-5,\"agreeing\":1e300}";

} // namespace

class TestPointFigures final : public QObject
{
    Q_OBJECT

private slots:
    void figuresComeBackFromJson()
    {
        const auto read = pointFiguresFromJson(toJson(someFigures()));
        FAIRLEAD_VERIFY(read);
        QCOMPARE(read->lambda, 12.5);
        QCOMPARE(read->judgement.verdict, Verdict::Caution);
        QCOMPARE(read->judgement.reasons, std::vector<std::string>{"'tiny' has 12 rows."});
        QCOMPARE(read->quality.estimate->value, 0.82);
        QCOMPARE(read->quality.estimate->se, 0.01);
        QCOMPARE(*read->quality.truth, 0.8);
        QVERIFY(!read->cost.truth);
        QVERIFY(!read->regret.estimate);
        QCOMPARE(*read->regret.value(), 0.05);
        QVERIFY(!read->saving.value());
        QCOMPARE(read->bestSingle, std::string("large"));
        QCOMPARE(read->support.agreeing, 420U);
        QCOMPARE(read->support.effectiveSampleSize, 350.5);
        QCOMPARE(read->shares, (std::vector{0.25, 0.75}));
    }

    void whatIsNotFiniteIsLeftOut()
    {
        PointFigures figures = someFigures();
        figures.quality.estimate = Estimate{0.5, std::numeric_limits<double>::quiet_NaN()};
        figures.cost.estimate = Estimate{std::numeric_limits<double>::infinity(), 1};
        const auto read = pointFiguresFromJson(toJson(figures));
        FAIRLEAD_VERIFY(read);
        QCOMPARE(read->quality.estimate->value, 0.5);
        QVERIFY(std::isnan(read->quality.estimate->se));
        QVERIFY(!read->cost.value());
    }

    void aDamagedTextIsNoCrash_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isRead");
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("no object") << QByteArray("[1, 2]") << false;
        QTest::newRow("cut off") << kCutOff << false;
        QTest::newRow("of other types") << kOfOtherTypes << true;
    }
    void aDamagedTextIsNoCrash()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isRead);
        const auto read = pointFiguresFromJson(text.toStdString());
        QCOMPARE(static_cast<bool>(read), isRead);
        if (!read)
            return;
        QCOMPARE(read->lambda, 0.0);
        QVERIFY(!read->quality.value() && !read->cost.value());
        QCOMPARE(read->support.queries, 0U);
    }

    void pinsAreWrittenAsOneRowEach()
    {
        QTemporaryDir folder;
        NamedPin pin;
        pin.pin.note = "cheap, \"good\"";
        pin.pin.lambda = 12.5;
        pin.pin.lower = 0;
        pin.pin.upper = 40;
        pin.pin.created = "2026-01-02T03:04:05Z";
        pin.router = "rm-interval";
        pin.figures = someFigures();
        const auto path = std::filesystem::path(folder.filePath("pins.csv").toStdString());
        FAIRLEAD_VERIFY(writePinsCsv({pin}, path));
        const QList<QByteArray> lines = test::bytesOf(path).trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.at(0).count(','), 7 + 3 * 7);
        QVERIFY2(lines.at(1).startsWith(
                     "\"cheap, \"\"good\"\"\",rm-interval,12.5,0,40,2026-01-02T03:04:05Z,CAUTION,0.82,0.01,0.8,"),
                 lines.at(1).constData());
        QVERIFY(lines.at(1).endsWith(",,,0.05,350.5"));
    }
};

QTEST_APPLESS_MAIN(TestPointFigures)
#include "tst_pointfigures.moc"
