#include "ui/jobs/job.h"
#include "ui/jobs/latestjob.h"
#include "ui/session.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <semaphore>

namespace fairlead {

namespace {

/// Runs until it is asked to stop, then gives what it has.
Result<int> countUntilStopped(const std::stop_token &stop, const ReportProgress &report)
{
    int count = 0;
    while (!stop.stop_requested()) {
        report({"Counting", static_cast<double>(++count), 0, "steps"});
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return count;
}

} // namespace

class TestJob : public QObject
{
    Q_OBJECT

private slots:
    void aResultArrivesInTheThreadOfTheJob()
    {
        std::thread::id worker;
        Job<int> job(QStringLiteral("Adding"), [&worker](const std::stop_token &, const ReportProgress &) {
            worker = std::this_thread::get_id();
            return Result<int>(42);
        });
        QSignalSpy finished(&job, &JobBase::finished);
        QThread *receiver = nullptr;
        connect(&job, &JobBase::finished, &job, [&receiver] { receiver = QThread::currentThread(); });
        job.start();
        QVERIFY(job.isRunning());
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(!job.isRunning());
        QVERIFY(worker != std::this_thread::get_id());
        QCOMPARE(receiver, thread());
        QCOMPARE(*job.takeResult(), 42);
    }

    void aFailureArrivesWithItsMessage()
    {
        Job<int> job(QStringLiteral("Failing"), [](const std::stop_token &, const ReportProgress &) -> Result<int> {
            return makeError(ErrorCode::Io, "The disk is full.");
        });
        QSignalSpy finished(&job, &JobBase::finished);
        job.start();
        QTRY_COMPARE(finished.count(), 1);
        const auto result = job.takeResult();
        QVERIFY(!result);
        QCOMPARE(result.error().message, std::string("The disk is full."));
    }

    void aStopKeepsWhatWasDone()
    {
        Job<int> job(QStringLiteral("Counting"), countUntilStopped);
        QSignalSpy progressed(&job, &JobBase::progressed);
        QSignalSpy finished(&job, &JobBase::finished);
        job.start();
        QTRY_VERIFY(progressed.count() > 0);
        QVERIFY(job.progressText().startsWith(QStringLiteral("Counting")));
        job.requestStop();
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(*job.takeResult() > 0);
    }

    void destructionWhileRunningStopsAndWaits()
    {
        std::binary_semaphore started(0);
        std::atomic<bool> ended = false;
        {
            Job<int> job(QStringLiteral("Counting"),
                         [&](const std::stop_token &stop, const ReportProgress &report) -> Result<int> {
                             started.release();
                             auto result = countUntilStopped(stop, report);
                             ended = true;
                             return result;
                         });
            job.start();
            started.acquire();
        }
        QVERIFY(ended);
        QCoreApplication::processEvents(); // its queued reports must have gone with it
    }

    void theNewestRequestWins()
    {
        LatestJob<int> latest;
        QVector<int> delivered;
        const auto ask = [&](int answer) {
            latest.request(
                QStringLiteral("Asking"),
                [answer](const std::stop_token &stop, const ReportProgress &report) -> Result<int> {
                    if (answer < 3)
                        (void)countUntilStopped(stop, report);
                    return answer;
                },
                [&delivered](const Result<int> &result) { delivered << *result; });
        };
        ask(1);
        ask(2);
        ask(3);
        QVERIFY(latest.isRunning());
        QTRY_COMPARE(delivered, QVector<int>{3});
        QVERIFY(!latest.isRunning());
        ask(4);
        QTRY_COMPARE(delivered, (QVector<int>{3, 4}));
    }

    void aCancelledRequestDeliversNothing()
    {
        LatestJob<int> latest;
        QVector<int> delivered;
        latest.request(QStringLiteral("Asking"), countUntilStopped,
                       [&delivered](const Result<int> &result) { delivered << *result; });
        latest.cancel();
        QVERIFY(!latest.isRunning());
        QTRY_VERIFY(!latest.job());
        QVERIFY(delivered.isEmpty());
    }

    void theSessionKeepsAJobUntilItEndsAndDeliversItsResult()
    {
        Session session;
        int delivered = 0;
        session.run<int>(std::make_unique<Job<int>>(QStringLiteral("Counting"), countUntilStopped), this,
                         [&delivered](const Result<int> &result) { delivered = *result; });
        QCOMPARE(session.jobs().size(), 1);
        QTRY_VERIFY(session.jobs().first()->progress().done > 0);
        session.stopAll();
        QTRY_VERIFY(session.jobs().isEmpty());
        QVERIFY(delivered > 0);
    }

    void aSessionThatGoesStopsItsJobs()
    {
        std::atomic<bool> ended = false;
        {
            Session session;
            session.run<int>(std::make_unique<Job<int>>(
                                 QStringLiteral("Counting"),
                                 [&ended](const std::stop_token &stop, const ReportProgress &report) -> Result<int> {
                                     auto result = countUntilStopped(stop, report);
                                     ended = true;
                                     return result;
                                 }),
                             this, [](const Result<int> &) { QFAIL("the session is gone"); });
        }
        QVERIFY(ended);
    }
};

} // namespace fairlead

QTEST_MAIN(fairlead::TestJob)
#include "tst_job.moc"
