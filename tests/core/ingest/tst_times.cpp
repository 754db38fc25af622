#include "core/ingest/import.h"
#include "core/ingest/timetext.h"
#include "core/store/datasetrepository.h"
#include "tests/support/tempfolder.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using fairlead::test::TempFolder;

namespace {

constexpr double kNoon = 1'772'366'400; // 2026-03-01 12:00 UTC

} // namespace

class TestTimes final : public QObject
{
    Q_OBJECT

private slots:
    void aTimeIsRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<double>("seconds");
        const auto row = [](const char *text, double seconds) { QTest::newRow(text) << QByteArray(text) << seconds; };
        row("2026-03-01T12:00:00Z", kNoon);
        row("2026-03-01T12:00:00", kNoon);
        row("2026-03-01 12:00:00", kNoon);
        row("2026-03-01 12:00", kNoon);
        row("2026-03-01t12:00:00z", kNoon);
        row("2026-03-01T13:00:00+01:00", kNoon);
        row("2026-03-01T13:00:00+0100", kNoon);
        row("2026-03-01T13:00:00+01", kNoon);
        row("2026-03-01 07:30:00 -04:30", kNoon);
        row("2026-03-01T12:00:00.250Z", kNoon + 0.25);
        row("2026-03-01T12:00:00,5Z", kNoon + 0.5);
        row("2026-03-01", kNoon - 43'200);
        row("1969-12-31T23:59:59Z", -1);
        row("2024-02-29", 1'709'164'800);
        row("2016-12-31T23:59:60Z", 1'483'228'800);
        row(" 1772366400 ", kNoon);
        row("1772366400.5", kNoon + 0.5);
        row("1772366400000", kNoon);
        row("1772366400000000", kNoon);
        row("1772366400000000000", kNoon);
        row("1.7723664e9", kNoon);
    }
    void aTimeIsRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(double, seconds);
        const auto time = parseTime(text.toStdString());
        QVERIFY(time.has_value());
        QVERIFY2(std::abs(*time - seconds) < 1e-6, qPrintable(QString::number(*time, 'f', 6)));
    }

    void whatIsNoTimeIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"",
                                 "yesterday",
                                 "0.35",
                                 "12",
                                 "2026",
                                 "20260301",
                                 "-1772366400",
                                 "nan",
                                 "inf",
                                 "1e300",
                                 "2026-13-01",
                                 "2026-02-29",
                                 "2026-03-00",
                                 "2026-3-1",
                                 "01.03.2026",
                                 "03/01/2026",
                                 "2026-03-01T",
                                 "2026-03-01T24:00",
                                 "2026-03-01T12",
                                 "2026-03-01T12:60",
                                 "2026-03-01T12:00:61",
                                 "2026-03-01T12:00:00.",
                                 "2026-03-01T12:00X",
                                 "2026-03-01T12:00:00+",
                                 "2026-03-01T12:00:00+1",
                                 "2026-03-01T12:00:00+01:0",
                                 "2026-03-01T12:00:00+25:00",
                                 "2026-03-01T12:00:00Zulu",
                                 "2026-03-01T12:00:00+01:00 and more"})
            QTest::newRow(*text ? text : "nothing") << QByteArray(text);
    }
    void whatIsNoTimeIsNone()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!parseTime(text.toStdString()).has_value());
    }

    void anImportKeepsTimesAndRemarksOnOthers()
    {
        const TempFolder folder;
        ImportRequest request;
        request.name = "log";
        request.file = folder.write("l.csv", "query,timestamp,model,quality,cost\n"
                                             "q0,2026-03-01T12:00:00Z,a,1,0.1\n"
                                             "q1,1772366460000,a,1,0.1\n"
                                             "q2,soon,a,1,0.1\n"
                                             "q3,,b,0,0.1\n");
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        const auto outcome = importDataset(*workspace, request, {}, {});
        QVERIFY2(outcome, outcome ? "" : outcome.error().message.c_str());
        QCOMPARE(outcome->report.columns.at("time"), std::string("timestamp"));
        QCOMPARE(outcome->report.rowsKept, 4U);
        QCOMPARE(outcome->report.rowsRejected, 0U);
        QCOMPARE(outcome->report.warningCount, 1U);
        const ImportWarning &remark = outcome->report.warnings.front();
        QCOMPARE(rowProblemKey(remark.problem), std::string_view("bad-time"));
        QCOMPARE(remark.line, 4U);
        QCOMPARE(remark.field, std::string("timestamp"));
        QVERIFY(!remark.rejected);
        QVERIFY(remark.message.find("'soon' is no time") != std::string::npos);
        const auto queries = DatasetRepository(*workspace).queries(outcome->dataset);
        QVERIFY(queries);
        QCOMPARE(queries->at(0).time, kNoon);
        QCOMPARE(queries->at(1).time, kNoon + 60);
        QVERIFY(std::isnan(queries->at(2).time));
        QVERIFY(std::isnan(queries->at(3).time));
    }

    void fullFeedbackAndJsonLinesHaveTimesToo()
    {
        const TempFolder folder;
        auto workspace = Workspace::create(folder.path("w.fairlead"));
        QVERIFY(workspace);
        ImportRequest wide;
        wide.name = "wide";
        wide.file = folder.write("w.csv", "prompt,created_at,a__quality,a__cost\nhello,2026-03-01 12:00,1,0.5\n");
        const auto full = importDataset(*workspace, wide, {}, {});
        QVERIFY2(full, full ? "" : full.error().message.c_str());
        QCOMPARE(DatasetRepository(*workspace).queries(full->dataset)->front().time, kNoon);
        ImportRequest lines;
        lines.name = "lines";
        lines.file = folder.write("l.jsonl", R"({"meta":{"time":1772366400},"model":"a","quality":1,"cost":0.5})"
                                             "\n");
        const auto log = importDataset(*workspace, lines, {}, {});
        QVERIFY2(log, log ? "" : log.error().message.c_str());
        QCOMPARE(DatasetRepository(*workspace).queries(log->dataset)->front().time, kNoon);
    }

    void anImportThatLosesMuchSaysSo()
    {
        const TempFolder folder;
        std::string text = "id,prompt,model,quality,cost\n";
        for (int i = 0; i < 20; ++i)
            text += "same,hello,a,1,0.1\n";
        const auto report = previewImport({folder.write("l.csv", text), "d", {}, {}}, {}, {});
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->rowsKept, 1U);
        const std::string caution = importCaution(*report);
        QVERIFY2(caution.find("19 of 20 rows were left out, most of them like line 3") == 0, caution.c_str());
        QVERIFY2(caution.find("map another column to the query, or none") != std::string::npos, caution.c_str());
        ImportReport good = *report;
        good.rowsRejected = 2; // a tenth
        QVERIFY(importCaution(good).empty());
    }
};

QTEST_APPLESS_MAIN(TestTimes)
#include "tst_times.moc"
