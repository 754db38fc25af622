#include "ui/jobs/jobsstrip.h"
#include "ui/session.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>

namespace fairlead {

namespace {

std::unique_ptr<Job<int>> halfWay(const QString &title)
{
    return std::make_unique<Job<int>>(title,
                                      [](const std::stop_token &stop, const ReportProgress &report) -> Result<int> {
                                          report({"Half way", 5, 10, "rows"});
                                          while (!stop.stop_requested())
                                              std::this_thread::sleep_for(std::chrono::milliseconds(1));
                                          return 0;
                                      });
}

} // namespace

class TestJobsStrip : public QObject
{
    Q_OBJECT

private slots:
    void isHiddenWhileNothingRuns()
    {
        Session session;
        QWidget window;
        JobsStrip strip(session, &window);
        window.show();
        QVERIFY(!strip.isVisible());
    }

    void showsOneRowAJobAndStopsTheOneClicked()
    {
        Session session;
        QWidget window;
        JobsStrip strip(session, &window);
        window.show();
        session.run<int>(halfWay(QStringLiteral("First")), this, [](const Result<int> &) {});
        session.run<int>(halfWay(QStringLiteral("Second")), this, [](const Result<int> &) {});
        QTRY_VERIFY(strip.isVisible());

        const auto titles = strip.findChildren<QLabel *>(QStringLiteral("jobTitle"));
        QCOMPARE(titles.size(), 2);
        QCOMPARE(titles.at(1)->text(), QStringLiteral("Second"));
        const auto *bar = strip.findChildren<QProgressBar *>(QStringLiteral("jobProgress")).at(1);
        QTRY_COMPARE(bar->value() * 2, bar->maximum());
        QTRY_VERIFY(strip.findChildren<QLabel *>(QStringLiteral("jobText"))
                        .at(1)
                        ->text()
                        .contains(QStringLiteral("5 of 10 rows")));

        QTest::mouseClick(strip.findChildren<QPushButton *>(QStringLiteral("jobStop")).at(1), Qt::LeftButton);
        QTRY_COMPARE(session.jobs().size(), 1);
        QCOMPARE(session.jobs().first()->title(), QStringLiteral("First"));
        session.stopAll();
        QTRY_VERIFY(!strip.isVisible());
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestJobsStrip)
#include "tst_jobsstrip.moc"
