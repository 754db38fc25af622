#include "core/base/random.h"
#include "core/causal/folds.h"
#include "core/causal/nuisances.h"
#include "core/causal/propensity.h"
#include "core/causal/support.h"
#include "tests/core/causal/simulatedlog.h"
#include "tests/support/storedata.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// A simulated log in which each model but the served one was missing from a third of the rows, whatever the query; the
/// served model is drawn again among those that were left.
struct CandidateLog
{
    explicit CandidateLog(std::size_t rows, std::uint64_t seed = 1)
        : log(simulateLog({.rows = rows, .bias = 1, .floor = 0.2, .seed = seed}))
        , available(rows, log.models, 1)
    {
        Random random(deriveSeed(seed, "candidates"));
        for (std::size_t i = 0; i < rows; ++i) {
            const std::size_t kept = random.below(log.models);
            double sum = 0;
            for (std::size_t t = 0; t < log.models; ++t) {
                available(i, t) = t == kept || random.uniform() < 2.0 / 3;
                log.propensity(i, t) *= available(i, t);
                sum += log.propensity(i, t);
            }
            for (double &e : log.propensity.row(i))
                e /= sum;
            const std::size_t t = random.pick(log.propensity.row(i));
            log.model[i] = static_cast<std::int32_t>(t);
            log.served[i] = log.propensity(i, t);
            log.quality[i] = log.meanQuality(i, t) + 0.1 * random.normal();
        }
    }

    [[nodiscard]] LogView view() const
    {
        LogView view = log.view();
        view.available = &available;
        return view;
    }
    [[nodiscard]] Result<PropensityFit> fit() const
    {
        return fitPropensity(log.z, log.model, log.models, assignFolds({}, log.model.size(), 5, 1), 5, {}, {}, {},
                             DeviceChoice::Cpu, &available);
    }

    SimulatedLog log;
    Matrix<std::uint8_t> available;
};

double distance(const MatrixD &a, const MatrixD &b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += std::abs(a.data()[i] - b.data()[i]) / static_cast<double>(a.size());
    return sum;
}

} // namespace

class TestCandidates final : public QObject
{
    Q_OBJECT

private slots:
    void propensitiesSumToOneOverTheCandidates()
    {
        const CandidateLog data(1000);
        const auto fit = data.fit();
        FAIRLEAD_VERIFY(fit);
        const MatrixD predicted = fit->model.predict(data.log.z, &data.available);
        for (const MatrixD *e : {&fit->outOfFold, &predicted}) {
            for (std::size_t i = 0; i < e->rows(); ++i) {
                QVERIFY(std::abs(std::accumulate(e->row(i).begin(), e->row(i).end(), -1.0)) < 1e-12);
                for (std::size_t t = 0; t < e->cols(); ++t)
                    QCOMPARE((*e)(i, t) > 0, data.available(i, t) != 0);
            }
        }
    }

    void theFitFindsTheTruePropensitiesAndIgnoringCandidatesDoesNot()
    {
        const CandidateLog data(2000);
        const auto fit = data.fit();
        FAIRLEAD_VERIFY(fit);
        const auto blind = fitPropensity(data.log.z, data.log.model, data.log.models,
                                         assignFolds({}, data.log.model.size(), 5, 1), 5, {}, {}, {});
        FAIRLEAD_VERIFY(blind);
        QVERIFY2(distance(fit->outOfFold, data.log.propensity) < 0.03,
                 qPrintable(QString::number(distance(fit->outOfFold, data.log.propensity))));
        QVERIFY(distance(blind->outOfFold, data.log.propensity) > 0.1);
        QVERIFY(fit->logLikelihood > blind->logLikelihood + 0.1);
    }

    void allModelsAvailableIsTheSameAsNoCandidates()
    {
        const SimulatedLog log = simulateLog({.rows = 300});
        const auto fold = assignFolds({}, 300, 5, 1);
        const Matrix<std::uint8_t> all(300, 3, 1);
        const auto with = fitPropensity(log.z, log.model, 3, fold, 5, {}, {}, {}, DeviceChoice::Cpu, &all);
        const auto without = fitPropensity(log.z, log.model, 3, fold, 5, {}, {}, {});
        FAIRLEAD_VERIFY(with);
        QVERIFY(distance(with->outOfFold, without->outOfFold) < 1e-6);
    }

    void oneCandidateHasPropensityOne()
    {
        CandidateLog data(300);
        for (std::size_t t = 0; t < data.log.models; ++t)
            data.available(7, t) = static_cast<std::int32_t>(t) == data.log.model[7];
        const auto fit = data.fit();
        FAIRLEAD_VERIFY(fit);
        QCOMPARE(fit->outOfFold(7, static_cast<std::size_t>(data.log.model[7])), 1.0);
    }

    void theDiagnosisLooksAtRowsWhereAModelWasAvailable()
    {
        // Model 2 was available to 40 of 200 rows and served half of these; elsewhere it could not be chosen.
        Matrix<std::uint8_t> available(200, 3, 1);
        MatrixD e(200, 3, 1.0 / 3);
        std::vector<std::int32_t> model(200);
        for (std::size_t i = 0; i < 200; ++i) {
            const bool three = i < 40;
            available(i, 2) = three;
            e(i, 2) = three ? 0.5 : 0;
            e(i, 0) = e(i, 1) = three ? 0.25 : 0.5;
            model[i] = three && i % 2 == 0 ? 2 : static_cast<std::int32_t>(i / 2 % 2);
        }
        const std::vector<double> outcome(200, 0.5);
        const LogView blind{model, outcome, outcome, {}, 3};
        LogView view = blind;
        view.available = &available;
        QCOMPARE(diagnoseSupport(view, e, {"a", "b", "c"}).models[2].clipShare, 0.0);
        QCOMPARE(diagnoseSupport(blind, e, {"a", "b", "c"}).models[2].clipShare, 0.8);
    }

    void aServedModelThatIsNoCandidateIsRefused()
    {
        CandidateLog data(100);
        data.available(3, static_cast<std::size_t>(data.log.model[3])) = 0;
        const auto fit =
            fitNuisances(data.log.z, data.view(), assignFolds({}, 100, 5, 1), {}, 1, DeviceChoice::Cpu, {}, {});
        FAIRLEAD_FAILS(fit, ErrorCode::BadInput, "row 4");
    }

    void nuisancesAreMadeFromTheCandidates()
    {
        const CandidateLog data(600);
        NuisanceOptions options;
        options.folds = 2;
        options.cells.codebookSizes = {8};
        const auto fit =
            fitNuisances(data.log.z, data.view(), assignFolds({}, 600, 2, 1), options, 1, DeviceChoice::Cpu, {}, {});
        FAIRLEAD_VERIFY(fit);
        for (std::size_t i = 0; i < 600; ++i) {
            for (std::size_t t = 0; t < 3; ++t)
                QCOMPARE(fit->propensity(i, t) > 0, data.available(i, t) != 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestCandidates)
#include "tst_candidates.moc"
