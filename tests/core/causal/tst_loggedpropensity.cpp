#include "core/base/random.h"
#include "core/causal/folds.h"
#include "core/causal/loggedpropensity.h"
#include "core/causal/nuisances.h"
#include "core/causal/propensity.h"
#include "core/evaluation/heldout.h"
#include "tests/core/causal/simulatedlog.h"
#include "tests/support/storedata.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace fairlead;
using namespace fairlead::test;

namespace {

const std::vector<std::string> kNames{"small", "middle", "large"};

MatrixD estimate(const SimulatedLog &log)
{
    const auto fold = assignFolds({}, log.model.size(), 5, 1);
    PropensityOptions quick;
    quick.penalties = {1};
    auto fitted = fitPropensity(log.z, log.model, log.models, fold, 5, quick, {}, {});
    if (!fitted)
        qFatal("%s", fitted.error().message.c_str());
    return std::move(fitted->outOfFold);
}

/// Every way of logging what did not choose the model.
std::vector<double> wrongPropensities(const SimulatedLog &log, const QString &how)
{
    std::vector<double> wrong = log.served;
    if (how == "scaled down")
        for (double &p : wrong)
            p *= 0.7;
    if (how == "of the top choice, near one")
        for (double &p : wrong)
            p = 0.97;
    if (how == "uniform")
        std::fill(wrong.begin(), wrong.end(), 1.0 / static_cast<double>(log.models));
    if (how == "of the next model")
        for (std::size_t i = 0; i < wrong.size(); ++i)
            wrong[i] = log.propensity(i, (static_cast<std::size_t>(log.model[i]) + 1) % log.models);
    if (how == "in the wrong rows")
        std::rotate(wrong.begin(), wrong.begin() + 1, wrong.end());
    return wrong;
}

} // namespace

class TestLoggedPropensity final : public QObject
{
    Q_OBJECT

private slots:
    void theIdentitiesOfFourRowsAreThoseWorkedOutByHand()
    {
        const std::vector<std::int32_t> model{0, 0, 1, 1};
        const std::vector<double> outcome(4, 0);
        const std::vector<double> logged{0.5, 0.25, 0.5, 1};
        MatrixD estimated(4, 2, 0.5);
        estimated(1, 0) = 0.2;
        estimated(1, 1) = 0.8;
        const auto check = checkLoggedPropensity({model, outcome, outcome, logged, 2}, estimated);
        // The last row was certain, so three are compared: weights of model 0 are 2, 4, 0, of model 1 0, 0, 2.
        QCOMPARE(check.rows, 3u);
        QCOMPARE(check.certainRows, 1u);
        QCOMPARE(check.models[0].inverseWeightTotal.value, 2.0);
        QCOMPARE(check.models[0].inverseWeightTotal.se, std::sqrt(8.0 / 2 / 3));
        QCOMPARE(check.models[1].inverseWeightTotal.value, 2.0 / 3);
        // e/p of its rows over e of all: (0.5/0.5 + 0.2/0.25) / (0.5 + 0.2 + 0.5), and (0.5/0.5) / (0.5 + 0.8 + 0.5).
        QCOMPARE(check.models[0].calibration, 1.8 / 1.2);
        QCOMPARE(check.models[1].calibration, 1 / 1.8);
        QCOMPARE(check.models[0].loggedOverEstimated, (1 + 1.25) / 2);
        // log(.5/.5), log(.25/.2), log(.5/.5)
        QCOMPARE(check.logLikelihoodDifference.value, std::log(1.25) / 3);
        QVERIFY(check.matches()); // four rows prove nothing
    }

    void rowsWhereAModelCouldNotBeChosenDoNotCountAgainstIt()
    {
        const std::vector<std::int32_t> model{0, 1, 1, 1};
        const std::vector<double> outcome(4, 0);
        const std::vector<double> logged{0.5, 0.5, 0.9, 0.9};
        MatrixD estimated(4, 2, 0.5);
        Matrix<std::uint8_t> available(4, 2, 1);
        available(2, 0) = available(3, 0) = 0;
        const auto check = checkLoggedPropensity({model, outcome, outcome, logged, 2, &available}, estimated);
        QCOMPARE(check.models[0].inverseWeightTotal.value, 1.0); // 2 and 0 over two rows
    }

    void rightPropensitiesPassAtTheNominalRate()
    {
        int alarms = 0;
        for (std::uint64_t seed = 1; seed <= 200; ++seed) {
            const SimulatedLog log = simulateLog({.rows = 300, .bias = 1.5, .floor = 0.05, .seed = seed});
            alarms += !checkLoggedPropensity(log.viewWithPropensity(), estimate(log)).matches();
        }
        // At most 1 in 100; seven or more of 200 would have a chance below 1 in 200.
        QVERIFY2(alarms <= 6, qPrintable(QString::number(alarms)));
    }

    void wrongPropensitiesAreFlagged_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how :
             {"scaled down", "of the top choice, near one", "uniform", "of the next model", "in the wrong rows"})
            QTest::newRow(how) << how;
    }
    void wrongPropensitiesAreFlagged()
    {
        QFETCH(QString, how);
        const SimulatedLog log = simulateLog({.rows = 1000, .bias = 2.5, .floor = 0.05});
        const auto wrong = wrongPropensities(log, how);
        const auto choice = choosePropensity({log.model, log.quality, log.cost, wrong, log.models}, estimate(log),
                                             PropensitySource::Auto);
        FAIRLEAD_VERIFY(choice);
        QVERIFY(choice->isMismatch());
        QVERIFY(!choice->usesLogged);
        const auto warnings = choice->warnings(kNames);
        QVERIFY(warnings.size() >= 2);
        QVERIFY(QString::fromStdString(warnings.front()).contains("Estimated propensities are used"));
        QVERIFY(QString::fromStdString(warnings.back()).contains("Log the probability"));
    }

    void theSentenceNamesTheModelAndItsNumber()
    {
        const SimulatedLog log = simulateLog({.rows = 1000, .floor = 0.2});
        std::vector<double> wrong = log.served;
        for (std::size_t i = 0; i < wrong.size(); ++i)
            wrong[i] *= log.model[i] == 1 ? 0.5 : 1;
        const auto check = checkLoggedPropensity({log.model, log.quality, log.cost, wrong, log.models}, estimate(log));
        QVERIFY(!check.models[1].matches);
        QVERIFY(check.models[0].matches && check.models[2].matches);
        QVERIFY(std::abs(check.models[1].inverseWeightTotal.value - 2) < 0.3);
        const auto sentences = mismatchSentences(check, kNames);
        QVERIFY(QString::fromStdString(sentences.front()).contains("'middle'"));
        QVERIFY(QString::fromStdString(sentences.front())
                    .contains(QString::number(check.models[1].inverseWeightTotal.value, 'f', 2)));
    }

    void aHugeLogIsNotCalledWrongForATrifle()
    {
        const SimulatedLog log = simulateLog({.rows = 60000, .bias = 0.5, .floor = 0.2});
        std::vector<double> nearly = log.served;
        for (double &p : nearly)
            p *= 0.98;
        const auto check =
            checkLoggedPropensity({log.model, log.quality, log.cost, nearly, log.models}, log.propensity);
        QVERIFY(check.models[0].pValue < 0.01); // seen
        QVERIFY(check.matches());               // and let pass
    }

    void theAnalystsChoiceIsKept()
    {
        const SimulatedLog log = simulateLog({.rows = 400, .floor = 0.2});
        const auto wrong = wrongPropensities(log, "scaled down");
        const LogView view{log.model, log.quality, log.cost, wrong, log.models};
        const MatrixD e = estimate(log);
        const auto logged = choosePropensity(view, e, PropensitySource::Logged);
        QVERIFY(logged->usesLogged && logged->isMismatch());
        QVERIFY(QString::fromStdString(logged->warnings(kNames).front()).contains("as asked for"));
        QVERIFY(!choosePropensity(log.viewWithPropensity(), e, PropensitySource::Estimated)->usesLogged);
        QVERIFY(choosePropensity(log.viewWithPropensity(), e, PropensitySource::Auto)->usesLogged);
        QVERIFY(!choosePropensity(log.view(), e, PropensitySource::Auto)->check);
        FAIRLEAD_FAILS(choosePropensity(log.view(), e, PropensitySource::Logged), ErrorCode::Refused, "not every row");
    }

    void nuisancesAndHeldOutValuesFallBackToTheEstimate()
    {
        const SimulatedLog log = simulateLog({.rows = 600, .floor = 0.1});
        const auto wrong = wrongPropensities(log, "scaled down");
        const LogView broken{log.model, log.quality, log.cost, wrong, log.models};
        NuisanceOptions options;
        options.folds = 2;
        options.propensity.penalties = {1};
        options.cells.codebookSizes = {8};
        const auto fold = assignFolds({}, log.model.size(), 2, 1);
        const auto fit = [&](const LogView &view) {
            return fitNuisances(log.z, view, fold, options, 1, DeviceChoice::Cpu, {}, {});
        };
        const auto fallen = fit(broken);
        const auto without = fit(log.view());
        FAIRLEAD_VERIFY(fallen);
        FAIRLEAD_VERIFY(without);
        QVERIFY(fallen->propensityChoice.isMismatch() && !fallen->propensityChoice.usesLogged);
        QVERIFY(fallen->qualityScores == without->qualityScores);
        QVERIFY(fit(log.viewWithPropensity())->propensityChoice.usesLogged);

        std::vector<std::int64_t> heldOut(300);
        std::iota(heldOut.begin(), heldOut.end(), 300);
        const auto tables = [&](const LogView &view) {
            return makeHeldOutTables(log.z, view, heldOut, {}, options, 0.01, 1, DeviceChoice::Cpu, {}, {});
        };
        const auto fallenTables = tables(broken);
        FAIRLEAD_VERIFY(fallenTables);
        QVERIFY(fallenTables->propensityChoice.isMismatch());
        QVERIFY(fallenTables->quality == tables(log.view())->quality);

        const auto reread = HeldOutTables::load(fallenTables->save());
        FAIRLEAD_VERIFY(reread);
        QVERIFY(reread->propensityChoice.warnings(kNames) == fallenTables->propensityChoice.warnings(kNames));
    }

    void aDamagedChoiceIsAnError()
    {
        const SimulatedLog log = simulateLog({.rows = 100});
        const auto choice = choosePropensity(log.viewWithPropensity(), log.propensity, PropensitySource::Auto);
        TensorBundle bundle;
        choice->save(bundle);
        FAIRLEAD_VERIFY(PropensityChoice::load(bundle));
        bundle.tensors.erase("propensity_choice.models");
        QVERIFY(!PropensityChoice::load(bundle));
        bundle.put("propensity_choice.models", MatrixD(3, 2));
        FAIRLEAD_FAILS(PropensityChoice::load(bundle), ErrorCode::BadInput, "another shape");
    }
};

QTEST_GUILESS_MAIN(TestLoggedPropensity)
#include "tst_loggedpropensity.moc"
