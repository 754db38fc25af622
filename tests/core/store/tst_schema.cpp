#include "tests/support/storedata.h"

#include "core/store/connection.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace fairlead;
using namespace fairlead::test;

namespace fs = std::filesystem;

class TestSchema final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;

    Connection connect() const { return *openConnection(m_path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE); }
    static std::int64_t number(const Connection &db, const char *sql)
    {
        return sql::integer(db.get(), sql)->value_or(-1);
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath("old.fairlead").toStdString();
    }

    void stepsRunInOrderAndOnlyOnce()
    {
        const std::array<MigrationStep, 2> steps = {"CREATE TABLE t(a); INSERT INTO t VALUES(1)",
                                                    "ALTER TABLE t ADD COLUMN b DEFAULT 5"};
        const Connection db = connect();
        FAIRLEAD_VERIFY(migrate(db.get(), std::span(steps).first(1)));
        QCOMPARE(*userVersion(db.get()), 1);
        FAIRLEAD_VERIFY(migrate(db.get(), steps));
        FAIRLEAD_VERIFY(migrate(db.get(), steps));
        QCOMPARE(*userVersion(db.get()), 2);
        QCOMPARE(number(db, "SELECT count(*) FROM t"), 1);
        QCOMPARE(number(db, "SELECT b FROM t"), 5);
    }

    void aStepThatFailsHalfWayIsUndoneAndTheOneBeforeStays()
    {
        const std::array<MigrationStep, 3> steps = {"CREATE TABLE t(a); INSERT INTO t VALUES(1)",
                                                    "INSERT INTO t VALUES(2); INSERT INTO nowhere VALUES(3)",
                                                    "INSERT INTO t VALUES(4)"};
        const Connection db = connect();
        FAIRLEAD_FAILS(migrate(db.get(), steps), ErrorCode::BadInput, "old.fairlead");
        QCOMPARE(*userVersion(db.get()), 1);
        QCOMPARE(number(db, "SELECT count(*) FROM t"), 1);
        QVERIFY(sqlite3_get_autocommit(db.get()) != 0);
    }

    void beforeAnUpgradeACopyOfTheOldFileIsKept()
    {
        const std::array<MigrationStep, 2> steps = {"CREATE TABLE t(a); INSERT INTO t VALUES(1)", "UPDATE t SET a = 2"};
        {
            const Connection db = connect();
            FAIRLEAD_VERIFY(migrate(db.get(), std::span(steps).first(1)));
            FAIRLEAD_VERIFY(upgrade(db.get(), m_path, std::span(steps).first(1)));
            QCOMPARE(std::distance(fs::directory_iterator(m_path.parent_path()), fs::directory_iterator()), 1);
            FAIRLEAD_VERIFY(upgrade(db.get(), m_path, steps));
            QCOMPARE(number(db, "SELECT a FROM t"), 2);
        }
        m_path += ".v1.bak";
        QVERIFY(fs::exists(m_path));
        const Connection copy = connect();
        QCOMPARE(*userVersion(copy.get()), 1);
        QCOMPARE(number(copy, "SELECT a FROM t"), 1);
    }

    void anUpgradeWithoutRoomForTheCopyDoesNotHappen()
    {
        const std::array<MigrationStep, 2> steps = {"CREATE TABLE t(a)", "DROP TABLE t"};
        const Connection db = connect();
        FAIRLEAD_VERIFY(migrate(db.get(), std::span(steps).first(1)));
        const fs::path elsewhere = m_path.parent_path() / "none" / "old.fairlead";
        FAIRLEAD_FAILS(upgrade(db.get(), elsewhere, steps), ErrorCode::Io, "Could not keep a copy");
        QCOMPARE(*userVersion(db.get()), 1);
    }

    void theWorkspaceStepsMakeEveryTable()
    {
        const Connection db = connect();
        FAIRLEAD_FAILS(requireTables(db.get()), ErrorCode::BadInput, "is damaged");
        FAIRLEAD_VERIFY(migrate(db.get(), workspaceSteps()));
        FAIRLEAD_VERIFY(requireTables(db.get()));
        QCOMPARE(*userVersion(db.get()), Workspace::currentVersion());
    }

    void aWorkspaceOfEveryPastVersionOpensWithItsLog_data()
    {
        QTest::addColumn<int>("version");
        for (int version = 1; version < Workspace::currentVersion(); ++version)
            QTest::newRow(qPrintable(QString("version %1").arg(version))) << version;
    }
    void aWorkspaceOfEveryPastVersionOpensWithItsLog()
    {
        QFETCH(int, version);
        {
            const Connection db = connect();
            FAIRLEAD_VERIFY(
                sql::execute(db.get(), "PRAGMA application_id = " + std::to_string(Workspace::kApplicationId)));
            FAIRLEAD_VERIFY(migrate(db.get(), workspaceSteps().first(static_cast<std::size_t>(version))));
            // Two rows as the first version stored them, key = 1 << 40 | row.
            FAIRLEAD_VERIFY(sql::execute(
                db.get(),
                "INSERT INTO datasets(id, name, kind, source, created, query_count, train_count, model_count) "
                "VALUES(1, 'old', 0, 'old.csv', '2024', 2, 1, 2);"
                "INSERT INTO models VALUES(1, 0, 'a', 1, 0.5, 0.1), (1, 1, 'b', 1, 1, 0.2);"
                "INSERT INTO queries VALUES(1099511627776, 'q0', '', '', '', 0),"
                "(1099511627777, 'q1', '', '', '', 1);"
                "INSERT INTO observations(key, row, model, quality, cost, propensity) VALUES"
                "(1099511627776, 0, 0, 0.5, 0.1, NULL), (1099511627777, 1, 1, 1, 0.2, NULL);"));
        }
        auto workspace = Workspace::open(m_path);
        FAIRLEAD_VERIFY(workspace);
        QVERIFY(fs::exists(m_path.string() + ".v" + std::to_string(version) + ".bak"));
        const DatasetRepository datasets(*workspace);
        const auto info = datasets.byName("old");
        FAIRLEAD_VERIFY(info);
        QVERIFY(!info->hasCandidates);
        const auto outcomes = datasets.loggedOutcomes(info->id);
        FAIRLEAD_VERIFY(outcomes);
        QCOMPARE(outcomes->quality, (std::vector<double>{0.5, 1}));
        QVERIFY(outcomes->available.empty());
        FAIRLEAD_VERIFY(storeLog(*workspace, "new")); // and takes new ones
    }
};

QTEST_APPLESS_MAIN(TestSchema)
#include "tst_schema.moc"
