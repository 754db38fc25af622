#include "core/experiment/studyjournal.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace fairlead;

namespace {

StudyRecord sample(const std::string &method, double regret)
{
    StudyRecord record;
    record.cell = {"table, with \"quotes\"", 3, 0.1};
    record.method = method;
    record.lambdaMax = 123.456;
    record.value = {regret, 0.7, {0.69, 0.01}, 1, 0.8, 0.6};
    record.trainSeconds = 1.5;
    return record;
}

} // namespace

class TestStudyJournal final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatWasAppendedIsFoundAgain()
    {
        append("key", sample("plug-in", 1.0 / 3));
        append("key", sample("knn", 0.25));
        const auto journal = StudyJournal::open(path());
        QVERIFY(journal);
        const auto found = journal->find("key", {"table, with \"quotes\"", 3, 0.1}, "plug-in");
        QVERIFY(found);
        QCOMPARE(found->value.meanRegret, 1.0 / 3);
        QCOMPARE(found->value.utilityEstimate.se, 0.01);
        QCOMPARE(found->value.coverageQuality, 1.0);
        QCOMPARE(found->value.coverageCost, 0.8);
        QCOMPARE(found->value.coverageUtility, 0.6);
        QCOMPARE(found->lambdaMax, 123.456);
        QCOMPARE(found->trainSeconds, 1.5);
        QVERIFY(!journal->find("key", {"table, with \"quotes\"", 4, 0.1}, "plug-in"));
        QVERIFY(!journal->find("other", {"table, with \"quotes\"", 3, 0.1}, "plug-in"));
        QCOMPARE(journal->recordsOfOthers({"key"}), std::size_t(0));
        QCOMPARE(journal->recordsOfOthers({"other"}), std::size_t(2));
    }

    void aCutLineIsPassedOverAndTheJournalGoesOn()
    {
        append("key", sample("plug-in", 0.5));
        append("key", sample("knn", 0.25));
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.resize(file.size() - 20));
        {
            auto journal = StudyJournal::open(path());
            QVERIFY(journal);
            QCOMPARE(journal->damagedLines(), std::size_t(1));
            QVERIFY(journal->find("key", sample("", 0).cell, "plug-in"));
            QVERIFY(!journal->find("key", sample("", 0).cell, "knn"));
            QVERIFY(journal->append("key", sample("knn", 0.125)));
        }
        const auto again = StudyJournal::open(path());
        QVERIFY(again);
        QCOMPARE(again->find("key", sample("", 0).cell, "knn")->value.meanRegret, 0.125);
        QCOMPARE(again->damagedLines(), std::size_t(1));
    }

    void nonsenseIsCountedNotBelieved()
    {
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[]\n\n{\"key\": 3}\nnonsense\n\x00\xff\n");
        file.close();
        const auto journal = StudyJournal::open(path());
        QVERIFY(journal);
        QVERIFY(journal->damagedLines() >= 3);
        QCOMPARE(journal->recordsOfOthers({}), std::size_t(0));
    }

    void aFolderInItsPlaceIsAnError()
    {
        const auto journal = StudyJournal::open(m_folder->path().toStdString());
        QVERIFY(!journal);
        QVERIFY(!journal.error().message.empty());
    }

private:
    [[nodiscard]] std::string path() const { return m_folder->filePath("journal.jsonl").toStdString(); }
    void append(const std::string &key, const StudyRecord &record)
    {
        auto journal = StudyJournal::open(path());
        QVERIFY(journal);
        QVERIFY(journal->append(key, record));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestStudyJournal)
#include "tst_studyjournal.moc"
