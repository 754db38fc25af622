#include "core/base/random.h"
#include "core/causal/balance.h"
#include "core/causal/folds.h"
#include "core/causal/principal.h"
#include "core/causal/propensity.h"
#include "core/causal/support.h"
#include "core/causal/thresholds.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

namespace {

SupportReport diagnose(const SimulatedLog &log)
{
    const auto fold = assignFolds({}, log.model.size(), 5, 1);
    const auto fitted = fitPropensity(log.z, log.model, log.models, fold, 5, {}, {}, {});
    std::vector<std::string> names;
    for (std::size_t t = 0; t < log.models; ++t)
        names.push_back("model-" + std::to_string(t));
    auto report = diagnoseSupport(log.view(), fitted->outOfFold, names, log.z, {});
    if (!report)
        qFatal("%s", report.error().message.c_str());
    return std::move(*report);
}

bool mentions(const std::vector<std::string> &reasons, const std::string &text)
{
    return std::any_of(reasons.begin(), reasons.end(),
                       [&](const std::string &reason) { return reason.find(text) != std::string::npos; });
}

} // namespace

class TestBalance final : public QObject
{
    Q_OBJECT

private slots:
    void differencesAreThoseWorkedOutByHand()
    {
        MatrixD coordinates(4, 1); // mean 0, sd 1
        const double values[] = {-1, -1, 1, 1};
        std::copy(std::begin(values), std::end(values), coordinates.data());
        const std::vector<std::int32_t> model{0, 0, 0, 1};
        const std::vector<double> served{0.8, 0.8, 0.4, 0.5};
        const auto balance = measureBalance(coordinates, model, served, 3, 0.01);
        QVERIFY(std::abs(balance[0].before[0] + 1.0 / 3) < 1e-12);
        QVERIFY(std::abs(balance[0].after[0]) < 1e-12); // weights 1.25, 1.25, 2.5
        QCOMPARE(balance[1].largestBefore, 1.0);
        QVERIFY(balance[2].before.empty());
    }

    void principalCoordinatesAreUncorrelatedAndOfUnitVariance()
    {
        const SimulatedLog log = simulateLog({.rows = 300, .dimensions = 6});
        MatrixD z = log.z;
        for (std::size_t i = 0; i < z.rows(); ++i)
            z(i, 5) = z(i, 0); // one direction has no variance
        const MatrixD u = principalCoordinates(z, 20);
        QCOMPARE(u.cols(), std::size_t(5));
        for (std::size_t a = 0; a < u.cols(); ++a) {
            for (std::size_t b = 0; b < u.cols(); ++b) {
                double sum = 0;
                for (std::size_t i = 0; i < u.rows(); ++i)
                    sum += u(i, a) * u(i, b) / static_cast<double>(u.rows());
                QVERIFY(std::abs(sum - (a == b ? 1 : 0)) < 1e-9);
            }
        }
    }

    void truePropensitiesBalanceABiasedLog()
    {
        const SimulatedLog log = simulateLog({.rows = 4000, .bias = 2, .floor = 0.1});
        const auto balance =
            measureBalance(principalCoordinates(log.z, 20), log.model, log.served, log.models, thresholds::kClip);
        for (const ModelBalance &model : balance) {
            QVERIFY(model.largestBefore > 0.2);
            QVERIFY(model.largestAfter < model.largestBefore);
            QVERIFY(model.excess < thresholds::kCautionImbalance);
        }
    }

    void aHonestLogIsNotFlaggedForImbalance()
    {
        const SupportReport report = diagnose(simulateLog({.rows = 600, .bias = 1, .floor = 0.1}));
        for (const ModelSupport &model : report.models)
            QVERIFY(!mentions(model.reasons, "Even after weighting"));
        QVERIFY(report.predictability && report.predictability->unexplained() > 0.2);
    }

    void aModelThatNeverServedHalfOfTheSpaceIsNamed()
    {
        SimulatedLog log = simulateLog({.rows = 2000, .models = 2, .bias = 0});
        for (std::size_t i = 0; i < log.model.size(); ++i)
            if (log.z(i, 0) < 0)
                log.model[i] = 0; // both models compete where z0 > 0 only
        const SupportReport report = diagnose(log);
        QVERIFY(report.verdict != Verdict::Ok);
        QVERIFY(report.models[1].verdict != Verdict::Ok);
        QVERIFY(mentions(report.models[1].reasons, "Even after weighting, the queries of model 'model-1'"));
    }

    void aFixedRuleInLongEmbeddingsIsRefused()
    {
        const SimulatedLog log = simulateLog({.rows = 1600, .dimensions = 128, .models = 4, .bias = 5000, .floor = 0});
        const SupportReport report = diagnose(log);
        QVERIFY(report.verdict == Verdict::Refuse);
        QVERIFY(mentions(report.reasons, "fixed rule"));
        // As strong a preference with a floor is a random policy.
        const SupportReport honest =
            diagnose(simulateLog({.rows = 1600, .dimensions = 128, .models = 4, .bias = 2, .floor = 0.05}));
        QVERIFY(honest.verdict != Verdict::Refuse);
    }
};

QTEST_APPLESS_MAIN(TestBalance)
#include "tst_balance.moc"
