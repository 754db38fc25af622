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
        config.correction.knotPositions = {0, 0.2, 1};
        config.correction.base = false;
        config.neighbours = 5;
        config.ridgePenalty = 7;
        config.neural.epochs = 9;
        config.carrotNeighbours = {3, 5};
        const auto again = trainConfigFromJson(toJson(config));
        QVERIFY(again);
        QCOMPARE(QString::fromStdString(toJson(*again)), QString::fromStdString(toJson(config)));
        QCOMPARE(again->seed, std::uint64_t(77));
        QVERIFY(again->method == Method::RmClassification);
        QCOMPARE(*again->correction.fixedLambda, 0.25);
        QCOMPARE(again->correction.knotPositions, (std::vector<double>{0, 0.2, 1}));
        QVERIFY(!again->correction.base);
        QCOMPARE(again->neural.epochs, 9);
        QCOMPARE(again->carrotNeighbours, (std::vector<int>{3, 5}));
    }

    void noGivenKnotsIsAnEmptyList()
    {
        TrainConfig base;
        base.correction.knotPositions = {0, 0.5, 1};
        const auto config =
            trainConfigFromJson(R"({"correction": {"knot_positions": [], "lambda_input": true}})", base);
        QVERIFY(config);
        QVERIFY(config->correction.knotPositions.empty());
        QVERIFY(config->correction.lambdaInput);
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
        QTest::newRow("an unknown field") << R"({"epoch": 3})"
                                          << "'epoch'";
        QTest::newRow("an unknown nested field") << R"({"correction": {"epoch": 3}})"
                                                 << "'correction.epoch'";
        QTest::newRow("a word for a number") << R"({"seed": "one"})"
                                             << "'seed' must be a whole number";
        QTest::newRow("a fraction for a whole number") << R"({"nuisances": {"folds": 2.5}})"
                                                       << "'nuisances.folds'";
        QTest::newRow("a number out of range") << R"({"correction": {"dropout": 1.5}})"
                                               << "between 0";
        QTest::newRow("an unknown method") << R"({"method": "magic"})"
                                           << "magic";
        QTest::newRow("knots that do not begin at zero") << R"({"correction": {"knot_positions": [0.1, 1]}})"
                                                         << "'correction.knot_positions' must ascend";
        QTest::newRow("knots that do not ascend") << R"({"correction": {"knot_positions": [0, 0.5, 0.5, 1]}})"
                                                  << "must ascend from 0 to 1";
        QTest::newRow("knots that are no list") << R"({"correction": {"knot_positions": 3}})"
                                                << "'correction.knot_positions' must be a list";
        QTest::newRow("a number for a switch") << R"({"correction": {"base": 1}})"
                                               << "must be true or false";
        QTest::newRow("two forms at once") << R"({"correction": {"separate": true, "lambda_input": true}})"
                                           << "only one of lambda_input, separate";
        QTest::newRow("lambda as input of one knot") << R"({"correction": {"lambda_input": true, "knots": 1}})"
                                                     << "at least two knots";
        QTest::newRow("a penalty of zero") << R"({"ridge_penalty": 0})"
                                           << "'ridge_penalty'";
        QTest::newRow("neighbourhoods without a row") << R"({"carrot": {"neighbours": [0]}})"
                                                      << "'carrot.neighbours'";
        QTest::newRow("a network without units") << R"({"neural": {"hidden": 0}})"
                                                 << "'neural.hidden'";
        QTest::newRow("no JSON at all") << "{"
                                        << "not valid JSON";
        QTest::newRow("a list for an object") << "[1]"
                                              << "must be a JSON object";
        QTest::newRow("an empty list") << R"({"nuisances": {"propensity": {"floors": []}}})"
                                       << "at least one";
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
