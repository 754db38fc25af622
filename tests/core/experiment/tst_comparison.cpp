#include "core/evaluation/paired.h"
#include "core/experiment/comparison.h"
#include "core/experiment/routerfigures.h"
#include "core/experiment/simulation.h"
#include "core/experiment/training.h"
#include "tests/support/samplelog.h"
#include "tests/support/storedata.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

namespace {

bool isSame(const Estimate &a, const Estimate &b)
{
    return std::abs(a.value - b.value) < 1e-9 && std::abs(a.se - b.se) < 1e-9;
}

} // namespace

/// Two routers over one simulated log of known truth.
class TestComparison final : public QObject
{
    Q_OBJECT

    using Shared = std::shared_ptr<const RouterAnalysis>;

private slots:
    void initTestCase()
    {
        auto workspace = Workspace::create(m_folder.filePath("w.fairlead").toStdString());
        QVERIFY(workspace);
        const DatasetId full = addSampleFullFeedback(*workspace, "full", 700, 3);
        auto log = simulateLog(*workspace, full, "log", {1.0, 0.1, 1}, {}, {});
        FAIRLEAD_VERIFY(log);
        for (const Method method : {Method::PlugIn, Method::BestSingle}) {
            TrainConfig config;
            config.method = method;
            auto trained = trainRouter(*workspace, *log, std::string(methodInfo(method).key), config, {}, {});
            FAIRLEAD_VERIFY(trained);
            auto analysis = analyseRouter(*workspace, trained->router, {}, {});
            FAIRLEAD_VERIFY(analysis);
            m_routers.push_back(std::make_shared<const RouterAnalysis>(std::move(*analysis)));
        }
        m_lo = 0.2 * m_routers.front()->index->lambdaMax();
        m_hi = 0.7 * m_routers.front()->index->lambdaMax();
    }

    void figuresAreThoseOfTheIndexUnderTheRoutersVerdict()
    {
        const RouterAnalysis &router = *m_routers.front();
        const IntervalFigures over = figuresOver(router, m_lo, m_hi);
        QCOMPARE(over.value.dr->utility.value, router.index->over(m_lo, m_hi).dr->utility.value);
        QCOMPARE(over.judgement.verdict, router.judge(m_lo, m_hi).verdict);
        QVERIFY(over.isShown());
        const double logged = router.references.front().cost.value;
        QCOMPARE(over.saving->value, -over.value.versusLog->cost.value / logged);
        QCOMPARE(over.saving->se, over.value.versusLog->cost.se / logged);
    }

    void withoutALogsCostThereIsNoSaving()
    {
        const PolicyValue difference{{}, {-0.01, 0.002}, {}};
        ReferencePolicy log{ReferencePolicy::Kind::LoggingPolicy, "logging policy", -1, {}, {0.04, 0}, {}, {}};
        const auto saving = savingAgainstLog({log}, difference);
        QCOMPARE(saving->value, 0.25);
        QCOMPARE(saving->se, 0.05);
        QVERIFY(!savingAgainstLog({log}, std::nullopt));
        QVERIFY(!savingAgainstLog({}, difference));
        log.cost.value = 0;
        QVERIFY(!savingAgainstLog({log}, difference));
    }

    void aRefusedRouterHasNoEstimatedFrontierButItsTruth()
    {
        RouterAnalysis refused = *m_routers.front();
        refused.verdict = refused.support.verdict = Verdict::Refuse;
        refused.support.reasons = {"Nothing is known."};
        const RouterFrontier frontier = frontierOf(refused);
        QCOMPARE(frontier.judgement.verdict, Verdict::Refuse);
        QVERIFY(!frontier.estimated);
        QCOMPARE(frontier.estimated.error().code, ErrorCode::Refused);
        QVERIFY(frontier.truth);
        QVERIFY(frontier.collapse);

        const Shared shared = std::make_shared<const RouterAnalysis>(refused);
        const auto differences = compareRouters({&shared, 1}, {}, m_lo, m_hi, {});
        FAIRLEAD_VERIFY(differences);
        QVERIFY(!differences->front().difference.value);
        QCOMPARE(differences->front().difference.judgement.verdict, Verdict::Refuse);
        const auto estimators = estimatorsAt(refused, m_lo, {});
        FAIRLEAD_VERIFY(estimators);
        QVERIFY(!estimators->comparison);
        QVERIFY(!estimators->judgement.reasons.empty());
    }

    void frontiersShareTheRangeOfAllTheirCosts()
    {
        const RouterFrontier a = frontierOf(*m_routers[0]);
        const RouterFrontier b = frontierOf(*m_routers[1]);
        const std::vector<const FrontierMetrics *> both{&*a.truth, &*b.truth};
        const auto range = sharedCostRange(both);
        QCOMPARE(range->first, std::min(a.truth->minCost, b.truth->minCost));
        QCOMPARE(range->second, std::max(a.truth->maxCost, b.truth->maxCost));
        QVERIFY(!sharedCostRange({}));
    }

    void differencesToTheLogAreTheIndexs()
    {
        const auto differences = compareRouters(m_routers, {}, m_lo, m_hi, {});
        FAIRLEAD_VERIFY(differences);
        QCOMPARE(differences->size(), 2U);
        for (std::size_t k = 0; k < 2; ++k)
            QVERIFY(isSame((*differences)[k].difference.value->utility,
                           m_routers[k]->index->over(m_lo, m_hi).versusLog->utility));
    }

    void differencesToTheBestSingleModelAreTheIndexsAndToOthersAreThere()
    {
        const std::int32_t best = m_routers.front()->bestSingle;
        for (std::int32_t model = 0; model < 3; ++model) {
            const ComparisonReference reference{ComparisonReference::Kind::SingleModel, model, nullptr};
            const auto differences = compareRouters(m_routers, reference, m_lo, m_hi, {});
            FAIRLEAD_VERIFY(differences);
            const JudgedDifference &difference = differences->front().difference;
            if (model == best)
                QVERIFY(isSame(difference.value->utility,
                               m_routers.front()->index->over(m_lo, m_hi).versusReference->utility));
            QVERIFY(difference.value || difference.judgement.verdict == Verdict::Refuse);
        }
    }

    void aRouterAsReferenceIsComparedWithTheOthersOnly()
    {
        const ComparisonReference reference{ComparisonReference::Kind::Router, -1, m_routers[1]};
        const auto differences = compareRouters(m_routers, reference, m_lo, m_lo, {});
        FAIRLEAD_VERIFY(differences);
        QVERIFY(!(*differences)[0].isReference);
        QVERIFY((*differences)[1].isReference);
        const auto paired =
            pairedDifference(*m_routers[0]->heldOut, *m_routers[0]->index, *m_routers[1]->index, m_lo, m_lo);
        QVERIFY(isSame((*differences)[0].difference.value->cost, paired->cost));
    }

    void anIntervalThatTheReferenceDoesNotAnswerIsSaidForEachRouter()
    {
        RouterAnalysis other = *m_routers[1];
        other.router.id = RouterId{99};
        other.router.dataset = DatasetId{99};
        const ComparisonReference reference{ComparisonReference::Kind::Router, -1,
                                            std::make_shared<const RouterAnalysis>(other)};
        const auto differences = compareRouters(m_routers, reference, m_lo, m_hi, {});
        FAIRLEAD_VERIFY(differences);
        QVERIFY(!(*differences)[0].difference.value);
        QVERIFY((*differences)[0].difference.missing.find("different datasets") != std::string::npos);
    }

    void aStopIsCancelled()
    {
        std::stop_source stop;
        stop.request_stop();
        FAIRLEAD_FAILS(compareRouters(m_routers, {}, m_lo, m_hi, stop.get_token()), ErrorCode::Cancelled, "Stopped");
    }

    void theEstimatorsAreThoseOfTheRoutersDecisions()
    {
        const auto answer = estimatorsAt(*m_routers.front(), m_lo, {});
        FAIRLEAD_VERIFY(answer);
        QCOMPARE(answer->comparison->values.size(), kEstimators.size());
        const auto &dr = answer->comparison->values[static_cast<std::size_t>(Estimator::Dr)];
        QVERIFY(isSame(dr.value.quality, m_routers.front()->index->at(m_lo).dr->quality));
    }

private:
    QTemporaryDir m_folder;
    std::vector<Shared> m_routers;
    double m_lo = 0;
    double m_hi = 0;
};

QTEST_APPLESS_MAIN(TestComparison)
#include "tst_comparison.moc"
