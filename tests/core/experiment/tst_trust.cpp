#include "core/experiment/diagnosis.h"
#include "core/experiment/diagnosisjson.h"
#include "core/experiment/simulation.h"
#include "core/experiment/trustreport.h"
#include "core/store/routerrepository.h"
#include "tests/support/samplelog.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace fairlead;
using nlohmann::json;

/// One simulated log with logged propensities, diagnosed, kept and written out.
class TestTrust final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        auto workspace = Workspace::create(m_folder.filePath("w.fairlead").toStdString());
        QVERIFY(workspace);
        m_workspace = std::make_unique<Workspace>(std::move(*workspace));
        m_full = test::addSampleFullFeedback(*m_workspace, "full", 400, 3);
        SimulationOptions options;
        options.bias = 1;
        options.floor = 0.1;
        options.logPropensity = true;
        auto log = simulateLog(*m_workspace, m_full, "log, \"one\"", options, {}, {});
        QVERIFY2(log, log ? "" : log.error().message.c_str());
        m_log = *log;
    }
    void cleanupTestCase() { m_workspace.reset(); }

    void whatIsKeptIsWhatWasMade()
    {
        const auto made = diagnoseLog(*m_workspace, m_log, {}, {});
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QVERIFY(storedDiagnosis(*m_workspace, made->dataset, made->modelNames(), PropensitySource::Auto)->has_value());
        const auto read = diagnoseLog(*m_workspace, m_log, {}, [](const Progress &) { QFAIL("nothing is computed"); });
        QVERIFY(read);
        QVERIFY(read->figures == made->figures);
        QCOMPARE(trustJson(*read), trustJson(*made));
        QCOMPARE(trustCsv(*read), trustCsv(*made));
        QVERIFY(made->propensity.check.has_value());
        for (const ModelFigures &model : made->figures.models) {
            QVERIFY(!model.logged.empty());
            QVERIFY(!model.calibration.empty());
        }
        QCOMPARE(made->figures.rows, made->dataset.trainCount);
    }

    void estimatedOnesDoNotAnswerForALogThatHasItsOwn()
    {
        const auto estimated = diagnoseLog(*m_workspace, m_log, {}, {}, PropensitySource::Estimated);
        QVERIFY(estimated && !estimated->propensity.usesLogged);
        const auto stored =
            storedDiagnosis(*m_workspace, estimated->dataset, estimated->modelNames(), PropensitySource::Logged);
        QVERIFY(stored && !stored->has_value());
        const auto own = diagnoseLog(*m_workspace, m_log, {}, {});
        QVERIFY(own && own->propensity.usesLogged);
    }

    void otherNamesAskForAnotherDiagnosis()
    {
        const auto made = diagnoseLog(*m_workspace, m_log, {}, {});
        QVERIFY(made);
        auto names = made->modelNames();
        names[0] = "renamed";
        QVERIFY(!storedDiagnosis(*m_workspace, made->dataset, names, PropensitySource::Auto)->has_value());
        names.pop_back();
        QVERIFY(!storedDiagnosis(*m_workspace, made->dataset, names, PropensitySource::Auto)->has_value());
    }

    void damagedFiguresAreNotMisread_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("no JSON") << QStringLiteral("{");
        QTest::newRow("another shape") << QStringLiteral("[1]");
        QTest::newRow("an older kind") << QStringLiteral(R"({"rows":3,"models":[]})");
        QTest::newRow("a short histogram")
            << QStringLiteral(R"({"rows":1,"features":[],"overlap":null,"models":[{"propensity_all":[1],)"
                              R"("propensity_served":[1],"calibration":[],"calibration_by_chance":0,"logged":[],)"
                              R"("before":[],"after":[],"exploration":[null,null,null]}]})");
    }
    void damagedFiguresAreNotMisread()
    {
        QFETCH(QString, text);
        QVERIFY(!figuresFromJson(text.toStdString(), 1).has_value());
        QVERIFY(!supportFromJson(text.toStdString(), 1).has_value());
    }

    void theReportIsReadByOtherPrograms()
    {
        const auto trust = diagnoseLog(*m_workspace, m_log, {}, {});
        QVERIFY(trust);
        const json document = json::parse(trustJson(*trust));
        QCOMPARE(document["models"].size(), std::size_t(3));
        QCOMPARE(document["training_rows"].get<std::size_t>(), trust->figures.rows);
        QVERIFY(!document["models"][0]["figures"]["calibration_curve"].empty());
        QVERIFY(!document["models"][0]["figures"]["propensity_histogram"].empty());
        double served = 0;
        for (const json &bin : document["models"][0]["figures"]["propensity_histogram"])
            served += bin["served"].get<double>();
        QCOMPARE(served, document["models"][0]["rows"].get<double>());

        const QString csv = QString::fromStdString(trustCsv(*trust));
        const QStringList lines = csv.split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
        QCOMPARE(lines.first(), QStringLiteral("figure,model,item,x,value,lower,upper,count"));
        for (const char *figure : {"verdict", "model", "propensity_histogram", "calibration_curve",
                                   "smd_before_weighting", "smd_after_weighting", "logged_against_estimated"})
            QVERIFY2(csv.contains(QStringLiteral("\r\n%1,").arg(QLatin1String(figure))), figure);
        QVERIFY(QString::fromStdString(trustText(*trust)).contains(QStringLiteral("training rows")));
    }

    void aLogOfOneModelIsRefusedWithARemedy()
    {
        const DatasetId one = test::addSingleModelLog(*m_workspace, m_full, "one", 0);
        const auto trust = diagnoseLog(*m_workspace, one, {}, {});
        QVERIFY(trust);
        QCOMPARE(trust->support.verdict, Verdict::Refuse);
        QVERIFY(trust->figures.models.empty());
        QCOMPARE(trust->remedies.size(), std::size_t(1));
        QCOMPARE(*trust->remedies[0].explorationShare, 0.06); // three models, two in a hundred each
        QVERIFY(json::parse(trustJson(*trust))["models"][0]["figures"].is_null());
        QVERIFY(!trustCsv(*trust).empty());
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    DatasetId m_full;
    DatasetId m_log;
};

QTEST_APPLESS_MAIN(TestTrust)
#include "tst_trust.moc"
