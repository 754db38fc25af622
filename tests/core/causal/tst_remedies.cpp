#include "core/causal/remedies.h"
#include "core/causal/support.h"
#include "core/causal/supportfigures.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <algorithm>

using namespace fairlead;

namespace {

ModelSupport modelOf(std::size_t count, double effective, double share, Verdict verdict, SupportIssue issue)
{
    ModelSupport model;
    model.count = count;
    model.effectiveSampleSize = effective;
    model.share = share;
    model.verdict = verdict;
    if (verdict != Verdict::Ok) {
        model.reasons = {"reason"};
        model.findings = {{issue, verdict, "fact."}};
    }
    return model;
}

/// Three models, of which the last has the issue.
SupportReport reportOf(const ModelSupport &last)
{
    SupportReport report;
    report.verdict = Verdict::Caution;
    report.models = {modelOf(900, 800, 0.5, Verdict::Ok, SupportIssue::Other),
                     modelOf(800, 700, 0.45, Verdict::Ok, SupportIssue::Other), last};
    return report;
}

SupportFigures emptyFigures(std::size_t models)
{
    SupportFigures figures;
    figures.rows = 1800;
    figures.models.resize(models);
    figures.exploration.models.resize(models);
    return figures;
}

RemedyContext contextOf(double trainShare = 1)
{
    return {{"a", "b", "c"}, 1800, trainShare, {}};
}

bool holds(const std::string &text, const char *part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class TestRemedies final : public QObject
{
    Q_OBJECT

private slots:
    void moreQueriesLiftCountAndEffectiveSampleSize_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("effective");
        QTest::addColumn<double>("trainShare");
        QTest::addColumn<double>("more");
        QTest::newRow("enough of both") << 200 << 80.0 << 1.0 << 0.0;
        QTest::newRow("100 - 60 rows are missing") << 60 << 55.0 << 1.0 << 40.0;
        QTest::newRow("each row is worth a quarter, 10 are missing") << 160 << 40.0 << 1.0 << 40.0;
        QTest::newRow("of both, the larger need") << 80 << 16.0 << 1.0 << 170.0; // (50 - 16) / 0.2
        QTest::newRow("half of what is logged is held out") << 60 << 55.0 << 0.5 << 80.0;
        QTest::newRow("a model that never served") << 0 << 0.0 << 0.7 << 143.0; // 100 / 0.7
    }
    void moreQueriesLiftCountAndEffectiveSampleSize()
    {
        QFETCH(int, count);
        QFETCH(double, effective);
        QFETCH(double, trainShare);
        QFETCH(double, more);
        const ModelSupport model =
            modelOf(static_cast<std::size_t>(count), effective, 0.1, Verdict::Caution, SupportIssue::FewRows);
        QCOMPARE(moreQueriesFor(model, trainShare), more);
    }

    void fewRowsSayHowManyAndHowMuchTrafficThatIs()
    {
        // 40 more; at a share of 0.05 that is 800 queries; with 5% drawn evenly of three, 0.05 * 0.95 + 0.05 / 3 =
        // 0.0641667 of them, 623.4, rounded up to two digits.
        const auto remedies = remediesFor(reportOf(modelOf(60, 55, 0.05, Verdict::Caution, SupportIssue::FewRows)),
                                          emptyFigures(3), contextOf());
        QCOMPARE(remedies.size(), std::size_t(1));
        QCOMPARE(*remedies[0].model, std::size_t(2));
        QCOMPARE(*remedies[0].moreQueries, 40.0);
        QVERIFY2(holds(remedies[0].advice, "Log 40 more queries of 'c'."), remedies[0].advice.c_str());
        QVERIFY2(holds(remedies[0].advice, "about 800 more queries in all"), remedies[0].advice.c_str());
        QVERIFY2(holds(remedies[0].advice, "on 5.0% of them, about 630."), remedies[0].advice.c_str());
        QCOMPARE(remedies[0].finding.fact, std::string("fact."));
    }

    void heldOutRowsCountAsLoggedOnes()
    {
        const auto remedies = remediesFor(reportOf(modelOf(60, 55, 0.05, Verdict::Caution, SupportIssue::FewRows)),
                                          emptyFigures(3), contextOf(0.5));
        QCOMPARE(*remedies[0].moreQueries, 80.0);
        QVERIFY2(holds(remedies[0].advice, "50% of the logged queries become training rows"),
                 remedies[0].advice.c_str());
    }

    void effectiveRowsNameTheExplorationThatWouldHaveDone()
    {
        SupportFigures figures = emptyFigures(3);
        figures.exploration.models[2].effectiveRows = 0.0731;
        const auto remedies = remediesFor(
            reportOf(modelOf(160, 40, 0.09, Verdict::Caution, SupportIssue::FewEffectiveRows)), figures, contextOf());
        QCOMPARE(*remedies[0].explorationShare, 0.0731);
        QVERIFY2(holds(remedies[0].advice, "on 7.4% of queries"), remedies[0].advice.c_str()); // never rounded down
    }

    void theClipAsksForItsExploration()
    {
        SupportFigures figures = emptyFigures(3);
        figures.exploration.models[2].underClip = 0.03;
        const SupportReport report = reportOf(modelOf(160, 90, 0.09, Verdict::Caution, SupportIssue::UnderClip));
        QVERIFY(holds(remediesFor(report, figures, contextOf())[0].advice,
                      "Give 3.0% of queries to a model drawn evenly from all 3"));
        figures.exploration.models[2].underClip.reset();
        const Remedy impossible = remediesFor(report, figures, contextOf())[0];
        QVERIFY(holds(impossible.advice, "No share of random queries"));
        QVERIFY(!impossible.explorationShare);
    }

    void aFixedRuleNeedsEnoughForEveryModel()
    {
        // Three models: 2 in 100 each, so 6%; 100 training rows of each are 300 / 0.06 / 0.5 = 10,000 queries.
        SupportReport report;
        report.verdict = Verdict::Refuse;
        report.findings = {{SupportIssue::FixedRule, Verdict::Refuse, "A fixed rule."}};
        report.models.resize(3);
        const auto remedies = remediesFor(report, emptyFigures(3), contextOf(0.5));
        QCOMPARE(*remedies[0].explorationShare, 0.06);
        QVERIFY2(holds(remedies[0].advice, "Give 6.0% of queries"), remedies[0].advice.c_str());
        QVERIFY2(holds(remedies[0].advice, "after about 10,000 queries"), remedies[0].advice.c_str());
    }

    void theLogsReasonAddsUpItsModels()
    {
        SupportReport report = reportOf(modelOf(60, 55, 0.05, Verdict::Caution, SupportIssue::FewRows));
        report.models[1] = modelOf(80, 70, 0.1, Verdict::Caution, SupportIssue::FewRows);
        report.findings = {{SupportIssue::ThinModels, Verdict::Caution, "Support is thin."}};
        const auto remedies = remediesFor(report, emptyFigures(3), contextOf());
        QCOMPARE(remedies.size(), std::size_t(3));
        QVERIFY(!remedies[0].model); // the log's own first
        QCOMPARE(*remedies[0].moreQueries, 60.0);
        QVERIFY2(holds(remedies[0].advice, "20 of 'b', 40 of 'c'"), remedies[0].advice.c_str());
    }

    void refusalsComeFirst()
    {
        SupportReport report = reportOf(modelOf(10, 9, 0.01, Verdict::Refuse, SupportIssue::FewRows));
        report.findings = {{SupportIssue::UnsupportedModels, Verdict::Caution, "Nothing can be said about 'c'."}};
        const auto remedies = remediesFor(report, emptyFigures(3), contextOf());
        QCOMPARE(remedies[0].finding.raised, Verdict::Refuse);
        QCOMPARE(remedies[1].finding.raised, Verdict::Caution);
    }

    void calibrationSaysWhatChanceGives()
    {
        SupportFigures figures = emptyFigures(3);
        figures.models[2].calibrationByChance = 0.021;
        SupportReport report = reportOf(modelOf(160, 90, 0.09, Verdict::Caution, SupportIssue::Miscalibrated));
        report.models[2].calibrationError = 0.094;
        const std::string advice = remediesFor(report, figures, contextOf())[0].advice;
        QVERIFY2(holds(advice, "Chance alone gives 2.1% of the 9.4%"), advice.c_str());
        QVERIFY2(holds(advice, "propensity column"), advice.c_str());
    }

    void imbalanceNamesTheFeatureAndTheRandomRowsThatSettleIt()
    {
        // (1.96 / 0.1)^2 = 384.1: 385 rows; in a log of 1,800 rows and three models an even chance on 64.2%.
        SupportFigures figures = emptyFigures(3);
        figures.features = {"prompt length"};
        figures.models[2].before = {0.9};
        figures.models[2].after = {-0.41};
        const auto remedies = remediesFor(reportOf(modelOf(160, 90, 0.09, Verdict::Caution, SupportIssue::Imbalanced)),
                                          figures, contextOf());
        QCOMPARE(*remedies[0].moreQueries, 385.0);
        QVERIFY2(holds(remedies[0].advice, "along prompt length (-0.41 after weighting, 0.90 before)"),
                 remedies[0].advice.c_str());
        QVERIFY2(holds(remedies[0].advice, "64.2%"), remedies[0].advice.c_str());
    }

    void aMismatchIsANoteThatRaisesNothing()
    {
        RemedyContext context = contextOf();
        LoggedPropensityCheck check;
        check.models.resize(3);
        check.models[1].matches = false;
        check.models[1].inverseWeightTotal = {1.43, 0.02};
        context.propensity = {false, check};
        SupportReport report;
        report.models.resize(3);
        const auto remedies = remediesFor(report, emptyFigures(3), context);
        QCOMPARE(remedies.size(), std::size_t(1));
        QCOMPARE(remedies[0].finding.raised, Verdict::Ok);
        QVERIFY(holds(remedies[0].finding.fact, "1.43"));
        QVERIFY(holds(remedies[0].finding.fact, "'b'"));
    }

    void everyReasonHasAFindingAndARemedy_data()
    {
        QTest::addColumn<double>("bias");
        QTest::addColumn<int>("rows");
        QTest::newRow("a fixed rule") << 5000.0 << 800;
        QTest::newRow("a strong bias") << 4.0 << 500;
        QTest::newRow("a small log") << 1.0 << 45;
    }
    void everyReasonHasAFindingAndARemedy()
    {
        QFETCH(double, bias);
        QFETCH(int, rows);
        const auto log =
            test::simulateLog({.rows = static_cast<std::size_t>(rows), .bias = bias, .floor = bias > 100 ? 0 : 0.02});
        const auto support = diagnoseSupport(log.view(), log.propensity, {"a", "b", "c"}, log.z, std::stop_token());
        QVERIFY(support);
        QVERIFY(support->verdict != Verdict::Ok);
        std::size_t reasons = support->reasons.size();
        QCOMPARE(support->findings.size(), support->reasons.size());
        for (const ModelSupport &model : support->models) {
            QCOMPARE(model.findings.size(), model.reasons.size());
            reasons += model.reasons.size();
            for (std::size_t j = 0; j < model.reasons.size(); ++j) {
                std::string fact = model.findings[j].fact;
                fact.pop_back(); // the full stop
                QCOMPARE(model.reasons[j].find(fact), std::size_t(0));
            }
        }
        const SupportFigures figures = makeSupportFigures(log.view(), log.propensity, {}, {});
        const auto remedies = remediesFor(*support, figures, {{"a", "b", "c"}, log.model.size(), 0.7, {}});
        QCOMPARE(remedies.size(), reasons);
        for (const Remedy &remedy : remedies)
            QVERIFY2(!remedy.advice.empty(), remedy.finding.fact.c_str());
    }
};

QTEST_APPLESS_MAIN(TestRemedies)
#include "tst_remedies.moc"
