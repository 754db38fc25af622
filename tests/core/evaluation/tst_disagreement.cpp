#include "core/evaluation/disagreement.h"

#include <QTest>

using namespace fairlead;

namespace {

Disagreement between(Estimator a, Estimator b, std::string_view outcome = "quality")
{
    return {a, b, outcome, {0.1, 0.01}, 0.001};
}

} // namespace

class TestDisagreement final : public QObject
{
    Q_OBJECT

private slots:
    void agreementIsNoAlarm()
    {
        const DisagreementReading reading = readDisagreements({});
        QVERIFY(!reading.isAlarm());
        QVERIFY(reading.odd.empty() && reading.direct.empty());
    }

    void whatOnlyTheDirectMethodSaysIsToldButRaisesNoAlarm()
    {
        const std::vector<Disagreement> found{between(Estimator::Dm, Estimator::Dr),
                                              between(Estimator::Ips, Estimator::Dm, "cost")};
        const DisagreementReading reading = readDisagreements(found);
        QVERIFY(!reading.isAlarm());
        QCOMPARE(reading.direct.size(), 2U);
        QVERIFY(reading.odd.empty());
    }

    void theEstimatorThatStandsAloneIsNamed()
    {
        const std::vector<Disagreement> found{
            between(Estimator::Ips, Estimator::Dr), between(Estimator::Ips, Estimator::Snips),
            between(Estimator::Ips, Estimator::Snips, "utility"), between(Estimator::Dm, Estimator::SwitchDr)};
        const DisagreementReading reading = readDisagreements(found);
        QVERIFY(reading.isAlarm());
        QCOMPARE(reading.counted.size(), 3U);
        QCOMPARE(reading.odd, std::vector<Estimator>{Estimator::Ips});
    }

    void twoThatStandApartAreBothNamed()
    {
        const std::vector<Disagreement> found{
            between(Estimator::Ips, Estimator::Dr), between(Estimator::Ips, Estimator::Sndr),
            between(Estimator::Snips, Estimator::Dr), between(Estimator::Snips, Estimator::Sndr),
            between(Estimator::Snips, Estimator::DrOs)};
        const auto reading = readDisagreements(found);
        // {IPS, SNIPS} covers all; {DR, SNDR} would leave SNIPS against DRos.
        QCOMPARE(reading.odd, (std::vector<Estimator>{Estimator::Ips, Estimator::Snips}));
    }

    void whereEitherSideMayBeWrongNobodyIsNamed()
    {
        const std::vector<Disagreement> found{between(Estimator::Snips, Estimator::Dr)};
        const DisagreementReading reading = readDisagreements(found);
        QVERIFY(reading.isAlarm());
        QVERIFY(reading.odd.empty());
    }
};

QTEST_APPLESS_MAIN(TestDisagreement)
#include "tst_disagreement.moc"
