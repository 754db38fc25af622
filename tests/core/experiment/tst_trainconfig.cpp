#include "core/experiment/config.h"

#include <QTest>

using namespace fairlead;

class TestTrainConfig final : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldSurvivesARoundTrip()
    {
        TrainConfig config;
        config.method = Method::RmClassification;
        config.seed = 77;
        config.device = DeviceChoice::Cpu;
        config.lambdaMax = 123.5;
        config.nuisances.folds = 7;
        config.nuisances.scores.kind = ScoreKind::InversePropensity;
        config.nuisances.cells.codebookSizes = {4, 9};
        config.nuisances.propensity.floors = {0.03};
        config.correction.fixedLambda = 0.25;
        config.correction.knots = 9;
        config.neighbours = 5;
        const auto again = trainConfigFromJson(toJson(config));
        QVERIFY(again);
        QCOMPARE(QString::fromStdString(toJson(*again)), QString::fromStdString(toJson(config)));
        QCOMPARE(again->seed, std::uint64_t(77));
        QVERIFY(again->method == Method::RmClassification);
        QCOMPARE(*again->correction.fixedLambda, 0.25);
    }

    void absentFieldsKeepTheBase()
    {
        TrainConfig base;
        base.seed = 9;
        const auto config = trainConfigFromJson(R"({"correction": {"epochs": 3}})", base);
        QVERIFY(config);
        QCOMPARE(config->seed, std::uint64_t(9));
        QCOMPARE(config->correction.epochs, 3);
        QCOMPARE(config->correction.hidden, 64);
    }

    void whatIsWrongIsNamed_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("named");
        QTest::newRow("an unknown field") << R"({"epoch": 3})" << "'epoch'";
        QTest::newRow("an unknown nested field") << R"({"correction": {"epoch": 3}})" << "'correction.epoch'";
        QTest::newRow("a word for a number") << R"({"seed": "one"})" << "'seed' must be a whole number";
        QTest::newRow("a fraction for a whole number") << R"({"nuisances": {"folds": 2.5}})" << "'nuisances.folds'";
        QTest::newRow("a number out of range") << R"({"correction": {"dropout": 1.5}})" << "between 0";
        QTest::newRow("an unknown method") << R"({"method": "magic"})" << "magic";
        QTest::newRow("no JSON at all") << "{" << "not valid JSON";
        QTest::newRow("a list for an object") << "[1]" << "must be a JSON object";
        QTest::newRow("an empty list") << R"({"nuisances": {"propensity": {"floors": []}}})" << "at least one";
    }
    void whatIsWrongIsNamed()
    {
        QFETCH(QString, json);
        QFETCH(QString, named);
        const auto config = trainConfigFromJson(json.toStdString());
        QVERIFY(!config);
        QVERIFY(config.error().code == ErrorCode::BadConfig);
        const QString message = QString::fromStdString(config.error().message);
        QVERIFY2(message.contains(named), qPrintable(message));
    }
};

QTEST_APPLESS_MAIN(TestTrainConfig)
#include "tst_trainconfig.moc"
