#include "core/causal/calibration.h"
#include "core/causal/exploration.h"
#include "core/causal/supportfigures.h"
#include "tests/core/causal/simulatedlog.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace fairlead;

namespace {

/// A log of two models with the propensities of the first given row by row.
struct TwoModels
{
    explicit TwoModels(const std::vector<std::pair<double, std::int32_t>> &rows)
        : propensity(rows.size(), 2)
        , outcome(rows.size(), 0.5)
    {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            propensity(i, 0) = rows[i].first;
            propensity(i, 1) = 1 - rows[i].first;
            model.push_back(rows[i].second);
        }
    }
    [[nodiscard]] LogView view() const { return {model, outcome, outcome, logged, 2}; }

    MatrixD propensity;
    std::vector<double> outcome;
    std::vector<std::int32_t> model;
    std::vector<double> logged;
};

bool near(double a, double b, double by = 1e-9)
{
    return std::abs(a - b) < by;
}

} // namespace

class TestSupportFigures final : public QObject
{
    Q_OBJECT

private slots:
    void anEdgeOfTheBinsLiesAtTheClip()
    {
        QCOMPARE(propensityBin(0.0), std::size_t(0));
        QCOMPARE(propensityBin(0.0009), std::size_t(0));
        QCOMPARE(propensityBin(0.001), std::size_t(1));
        QCOMPARE(propensityBin(0.00999), std::size_t(8));
        QCOMPARE(propensityBin(0.01), std::size_t(9));
        QCOMPARE(propensityBin(0.1), std::size_t(17));
        QCOMPARE(propensityBin(1.0), kPropensityBins - 1);
        QVERIFY(near(propensityBinLower(9), 0.01));
        QVERIFY(near(propensityBinUpper(8), 0.01));
        QVERIFY(near(propensityBinUpper(kPropensityBins - 1), 1));
        for (std::size_t bin = 1; bin < kPropensityBins; ++bin)
            QCOMPARE(propensityBin(1.001 * propensityBinLower(bin)), bin);
    }

    void theHistogramCountsWhatWasPossibleAndWhatWasServed()
    {
        // Model 0 had 0.005, 0.2, 0.2, 0.9; it served the second and the last. Row 0 could not be sent to it.
        TwoModels log({{0.005, 1}, {0.2, 0}, {0.2, 1}, {0.9, 0}});
        Matrix<std::uint8_t> available(4, 2, 1);
        available(0, 0) = 0;
        LogView view = log.view();
        view.available = &available;
        const SupportFigures figures = makeSupportFigures(view, log.propensity, {}, {});
        const PropensityHistogram &histogram = figures.models[0].propensity;
        QCOMPARE(histogram.all[propensityBin(0.005)], 0.0);
        QCOMPARE(histogram.all[propensityBin(0.2)], 2.0);
        QCOMPARE(histogram.all[propensityBin(0.9)], 1.0);
        QCOMPARE(histogram.served[propensityBin(0.2)], 1.0);
        QCOMPARE(histogram.served[propensityBin(0.9)], 1.0);
        QCOMPARE(std::accumulate(histogram.served.begin(), histogram.served.end(), 0.0), 2.0);
        QCOMPARE(figures.rows, std::size_t(4));
        QVERIFY(figures.models[0].logged.empty());
    }

    void theCalibrationCurveIsBinnedWithBinomialIntervals()
    {
        // Ten rows at 0.2, of which 3 were served; ten at 0.6, of which 5.
        std::vector<std::pair<double, std::int32_t>> rows;
        for (int i = 0; i < 10; ++i) {
            rows.emplace_back(0.2, i < 3 ? 0 : 1);
            rows.emplace_back(0.6, i < 5 ? 0 : 1);
        }
        const TwoModels log(rows);
        const auto curve = calibrationCurve(log.propensity, log.model, 0, 2);
        QCOMPARE(curve.size(), std::size_t(2));
        QCOMPARE(curve[0].count, 10.0);
        QVERIFY(near(curve[0].predicted, 0.2));
        QVERIFY(near(curve[0].observed, 0.3));
        QVERIFY(near(curve[0].chance, std::sqrt(0.016)));
        QVERIFY(near(curve[1].observed, 0.5));
        // Wilson, 3 of 10: (0.3 + 0.192073) / 1.384146 -+ 1.959964 / 1.384146 * sqrt(0.021 + 0.00960366)
        QVERIFY(near(curve[0].lower, 0.107791, 1e-5));
        QVERIFY(near(curve[0].upper, 0.603222, 1e-5));
        // |0.2 - 0.3| and |0.6 - 0.5| on half of the rows each
        QVERIFY(near(calibrationError(log.propensity, log.model, 0, 2).observed, 0.1));
    }

    void equalPropensitiesShareABin()
    {
        const TwoModels log({{0.3, 0}, {0.3, 1}, {0.3, 1}, {0.3, 1}});
        const auto curve = calibrationCurve(log.propensity, log.model, 0, 10);
        QCOMPARE(curve.size(), std::size_t(1));
        QCOMPARE(curve[0].count, 4.0);
        QCOMPARE(curve[0].observed, 0.25);
    }

    void anIntervalOfNothingIsEverything()
    {
        QCOMPARE(wilsonInterval(0, 0), (std::pair{0.0, 1.0}));
        QCOMPARE(wilsonInterval(0, 50).first, 0.0);
        QVERIFY(wilsonInterval(50, 50).second > 0.9999);
    }

    void loggedPropensitiesArePairedWithEstimatedOnes()
    {
        TwoModels log({{0.2, 0}, {0.2, 0}, {0.5, 0}, {0.2, 1}});
        const std::vector<double> logged{0.25, 0.25, 0.9, 0.8};
        const SupportFigures figures = makeSupportFigures(log.view(), log.propensity, logged, {});
        const std::vector<LoggedCell> expected{{propensityBin(0.2), propensityBin(0.25), 2},
                                               {propensityBin(0.5), propensityBin(0.9), 1}};
        QVERIFY(figures.models[0].logged == expected);
        QVERIFY(figures.models[1].logged == (std::vector<LoggedCell>{{propensityBin(0.8), propensityBin(0.8), 1}}));
    }

    void namedFeaturesAreBalancedInStandardDeviations()
    {
        // Lengths 1, 1, 3, 3: mean 2, sd 1. Model 0 served 1, 3, 3 with weights 1/0.25, 1/0.5, 1/0.5.
        const TwoModels log({{0.25, 0}, {0.5, 1}, {0.5, 0}, {0.5, 0}});
        NamedFeatures named{{"length", "constant"}, MatrixD(4, 2)};
        for (std::size_t i = 0; i < 4; ++i) {
            named.values(i, 0) = i < 2 ? 1 : 3;
            named.values(i, 1) = 7;
        }
        const SupportFigures figures = makeSupportFigures(log.view(), log.propensity, {}, named);
        QCOMPARE(figures.features, (std::vector<std::string>{"length"}));
        QVERIFY(near(figures.models[0].before[0], 1.0 / 3));
        QVERIFY(near(figures.models[0].after[0], 0)); // (4 * -1 + 2 + 2) / 8

        ModelSupport support;
        support.balance.before = {0.1, -0.9};
        support.balance.after = {0.05, 0.2};
        const auto lines = featureBalance(support, figures, 0);
        QCOMPARE(lines.size(), std::size_t(3));
        QCOMPARE(lines[0].name, std::string("principal direction 2"));
        QCOMPARE(lines[1].name, std::string("length"));
        QCOMPARE(lines[2].after, 0.05);
    }

    void chanceGrowsAsQueriesBecomeFewer()
    {
        ModelSupport support;
        support.balance.after.assign(20, 0);
        support.effectiveSampleSize = 100;
        // sqrt(2 ln(2 * 20 * 5)) / sqrt(100)
        QVERIFY(near(balanceLimit(support, 5), 0.1 + std::sqrt(2 * std::log(200.0)) / 10));
    }

    void explorationLiftsTheShareUnderTheClip()
    {
        // Ten rows; model 0 has 0.002 on five of them. OK is fewer than 0.2 under the clip of 0.01, so at most one row:
        // (1 - eps) 0.002 + eps / 2 = 0.01 at eps = 0.008 / 0.498.
        std::vector<std::pair<double, std::int32_t>> rows(10, {0.5, 0});
        for (std::size_t i = 0; i < 5; ++i)
            rows[i] = {0.002, 1};
        const TwoModels log(rows);
        const ExplorationNeeds needs = measureExploration(log.view(), log.propensity);
        QVERIFY(near(*needs.models[0].underClip, 0.008 / 0.498));
        QCOMPARE(*needs.models[1].underClip, 0.0);
        // On five rows a second model had 0.02; it must on eight: (0.02 - 0.002) / (0.5 - 0.002).
        QVERIFY(near(*needs.overlap, 0.018 / 0.498));
    }

    void ofManyModelsNoEvenShareIsOverTheClip()
    {
        const std::size_t m = 120;
        MatrixD propensity(10, m, 0);
        std::vector<std::int32_t> model(10, 0);
        const std::vector<double> outcome(10, 0.5);
        for (std::size_t i = 0; i < 10; ++i)
            propensity(i, 0) = 1;
        const ExplorationNeeds needs = measureExploration({model, outcome, outcome, {}, m}, propensity);
        QVERIFY(!needs.models[5].underClip.has_value());
        QCOMPARE(*needs.models[0].underClip, 0.0);
    }

    void explorationEvensOutWeights()
    {
        // Model 0 served 100 rows at 0.5 and one at 0.001: weights 2 and 1000 of 1200. The one may weigh a tenth:
        // w = 0.1 (w + 100 * 2) at w = 22.22, (1 - eps) 0.001 + eps / 2 = 0.045 at eps = 0.044 / 0.499.
        std::vector<std::pair<double, std::int32_t>> rows(100, {0.5, 0});
        rows.emplace_back(0.001, 0);
        const TwoModels log(rows);
        const ExplorationNeeds needs = measureExploration(log.view(), log.propensity);
        QVERIFY2(near(*needs.models[0].heavyRow, 0.044 / 0.499, 1e-6),
                 qPrintable(QString::number(*needs.models[0].heavyRow)));
        // (200 + w)^2 = 50 (400 + w^2): 49 w^2 - 400 w - 20000 = 0, w = 24.6923...
        const double w = (400 + std::sqrt(400.0 * 400 + 4 * 49 * 20000)) / 98;
        QVERIFY(near(*needs.models[0].effectiveRows, (1 / w - 0.001) / 0.499, 1e-6));
        QCOMPARE(*needs.models[1].heavyRow, 0.0);
    }

    void fewerRowsThanWantedCannotBeWorthThem()
    {
        const TwoModels log(std::vector<std::pair<double, std::int32_t>>(30, {0.5, 0}));
        QVERIFY(!measureExploration(log.view(), log.propensity).models[0].effectiveRows.has_value());
    }

    void aFixedRuleNeedsTwoInAHundredForEveryModel()
    {
        QVERIFY(near(explorationOfFixedRule(2), 0.04));
        QVERIFY(near(explorationOfFixedRule(11), 0.22));
        QVERIFY(near(explorationOfFixedRule(40), 0.5));
        QVERIFY(near(explorationOfFixedRule(80), 0.8)); // the clip asks for more
    }

    void anEmptyLogHasNoFigures()
    {
        const SupportFigures figures = makeSupportFigures({{}, {}, {}, {}, 2}, MatrixD(0, 2), {}, {});
        QCOMPARE(figures.rows, std::size_t(0));
        QCOMPARE(figures.models.size(), std::size_t(2));
        QCOMPARE(figures.exploration.models.size(), std::size_t(2));
    }
};

QTEST_APPLESS_MAIN(TestSupportFigures)
#include "tst_supportfigures.moc"
