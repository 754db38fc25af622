#include "core/causal/calibration.h"
#include "core/causal/folds.h"
#include "core/causal/propensity.h"
#include "core/causal/support.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

std::vector<std::string> names(std::size_t models)
{
    std::vector<std::string> out;
    for (std::size_t t = 0; t < models; ++t)
        out.push_back("model-" + std::to_string(t));
    return out;
}

/// The diagnosis a person would see: from fitted propensities.
SupportReport diagnose(const SimulatedLog &log, const LogView &view)
{
    const auto fold = assignFolds({}, log.model.size(), 5, 1);
    const auto fitted = fitPropensity(log.z, log.model, log.models, fold, 5, {}, {}, {});
    if (!fitted)
        qFatal("%s", fitted.error().message.c_str());
    return diagnoseSupport(view, fitted->outOfFold, names(log.models));
}

/// A log of `count` rows per model under even propensities, without features.
struct EvenLog
{
    explicit EvenLog(const std::vector<std::size_t> &counts)
    {
        for (std::size_t t = 0; t < counts.size(); ++t)
            model.insert(model.end(), counts[t], static_cast<std::int32_t>(t));
        outcome.assign(model.size(), 0.5);
        propensity = MatrixD(model.size(), counts.size());
        for (std::size_t i = 0; i < model.size(); ++i) {
            for (std::size_t t = 0; t < counts.size(); ++t)
                propensity(i, t) = static_cast<double>(counts[t]) / static_cast<double>(model.size());
        }
    }
    [[nodiscard]] LogView view() const { return {model, outcome, outcome, logged, propensity.cols()}; }
    [[nodiscard]] SupportReport report() const { return diagnoseSupport(view(), propensity, names(propensity.cols())); }

    std::vector<std::int32_t> model;
    std::vector<double> outcome;
    std::vector<double> logged;
    MatrixD propensity;
};

bool mentions(const std::vector<std::string> &reasons, const std::string &text)
{
    return std::any_of(reasons.begin(), reasons.end(),
                       [&](const std::string &reason) { return reason.find(text) != std::string::npos; });
}

} // namespace

class TestSupport final : public QObject
{
    Q_OBJECT

private slots:
    void anExploringLogIsOk()
    {
        const SimulatedLog log = simulateLog({.rows = 3000, .bias = 1, .floor = 0.1});
        const SupportReport report = diagnose(log, log.view());
        QVERIFY2(report.verdict == Verdict::Ok, report.reasons.empty() ? "" : report.reasons.front().c_str());
        QVERIFY(report.reasons.empty());
        for (const ModelSupport &model : report.models)
            QVERIFY(model.reasons.empty());
    }

    void aFixedRuleIsRefused_data()
    {
        QTest::addColumn<int>("models");
        QTest::addColumn<int>("dimensions");
        QTest::addColumn<int>("rows");
        QTest::newRow("two models") << 2 << 4 << 1000;
        QTest::newRow("three models") << 3 << 8 << 2000;
        QTest::newRow("eight models") << 8 << 4 << 2000;
        QTest::newRow("longer embeddings") << 2 << 64 << 4000;
    }
    void aFixedRuleIsRefused()
    {
        QFETCH(int, models);
        QFETCH(int, dimensions);
        QFETCH(int, rows);
        const SimulatedLog log = simulateLog({.rows = static_cast<std::size_t>(rows),
                                              .dimensions = static_cast<std::size_t>(dimensions),
                                              .models = static_cast<std::size_t>(models),
                                              .bias = 5000,
                                              .floor = 0});
        const SupportReport report = diagnose(log, log.view());
        QVERIFY(report.verdict == Verdict::Refuse);
        QVERIFY(mentions(report.reasons, "fixed rule"));
    }

    void loggedPropensitiesOfOneAreRefused()
    {
        EvenLog log({500, 500});
        log.logged.assign(1000, 1.0);
        const SupportReport report = log.report();
        QVERIFY(report.verdict == Verdict::Refuse);
        QVERIFY(mentions(report.reasons, "fixed rule"));
    }

    void mostPairsNeverTriedIsRefusedWhereManyQueriesHaveNoAlternative()
    {
        // Three queries in ten have one model; the others two, and of the remaining two either never or seldom any:
        // 0.7 of the queries are comparable, and 0.7 / 2 + 0.3 * 3 / 4 = 0.575 or 0.3 * 3 / 4 = 0.225 of the pairs
        // clipped.
        for (const bool seldom : {false, true}) {
            EvenLog log({250, 250, 250, 250});
            for (std::size_t i = 0; i < 1000; ++i) {
                const auto served = static_cast<std::size_t>(log.model[i]);
                const double rest = seldom ? 0.02 : 0;
                for (std::size_t t = 0; t < 4; ++t)
                    log.propensity(i, t) = i % 10 < 3 ? 0 : rest;
                log.propensity(i, served) = i % 10 < 3 ? 1 : 0.5;
                if (i % 10 >= 3)
                    log.propensity(i, (served + 1) % 4) = 0.5 - 2 * rest;
            }
            const SupportReport report = log.report();
            QVERIFY(mentions(report.reasons, "On only 70% of the queries"));
            QCOMPARE(mentions(report.reasons, "almost by a fixed rule"), !seldom);
        }
    }

    void oneModelForEverythingIsRefusedByName()
    {
        const SupportReport report = EvenLog({0, 400, 0}).report();
        QVERIFY(report.verdict == Verdict::Refuse);
        QCOMPARE(report.reasons.size(), std::size_t(1));
        QVERIFY(mentions(report.reasons, "'model-1' served every query"));
    }

    void anEmptyLogIsRefused() { QVERIFY(EvenLog({0, 0}).report().verdict == Verdict::Refuse); }

    void aRareModelSaysHowManyMoreRowsItNeeds()
    {
        const SupportReport report = EvenLog({2000, 1988, 12}).report();
        QVERIFY(report.verdict == Verdict::Caution);
        QVERIFY(report.models[2].verdict == Verdict::Refuse);
        QVERIFY(mentions(report.models[2].reasons, "'model-2' served 12 of 4,000 queries; log at least 8 more"));
        QVERIFY(report.models[0].verdict == Verdict::Ok);
    }

    void effectiveSampleSizeFollowsKish()
    {
        EvenLog log({4, 4});
        log.logged = {0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 0.5};
        const SupportReport report = log.report();
        QCOMPARE(report.models[0].effectiveSampleSize, 12.0 * 12.0 / 40.0); // weights 2, 2, 4, 4
        QCOMPARE(report.models[0].largestWeight, 4.0);
        QCOMPARE(report.models[1].effectiveSampleSize, 4.0);
    }

    void oneHeavyRowIsPointedOut()
    {
        EvenLog log({200, 200});
        log.logged.assign(400, 0.5);
        log.logged[0] = 0.001;
        const SupportReport report = log.report();
        QVERIFY(report.models[0].verdict != Verdict::Ok);
        QVERIFY(mentions(report.models[0].reasons, "One query of model 'model-0' carries"));
        QVERIFY(report.models[1].verdict == Verdict::Ok);
    }

    void calibrationErrorIsNearChanceForTruePropensities()
    {
        const SimulatedLog log = simulateLog({.rows = 5000});
        const CalibrationError right = calibrationError(log.propensity, log.model, 0, 10);
        QVERIFY(right.observed < 2 * right.byChance);
        const CalibrationError wrong = calibrationError(MatrixD(5000, 3, 0.9), log.model, 0, 10);
        QVERIFY(wrong.observed > 0.3);
    }

    void verdictsHaveKeys()
    {
        QCOMPARE(verdictKey(Verdict::Ok), std::string_view("OK"));
        QCOMPARE(verdictKey(Verdict::Caution), std::string_view("CAUTION"));
        QCOMPARE(verdictKey(Verdict::Refuse), std::string_view("REFUSE"));
    }
};

QTEST_APPLESS_MAIN(TestSupport)
#include "tst_support.moc"
