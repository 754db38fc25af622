#include "tests/support/storedata.h"

#include "core/base/random.h"
#include "core/store/routerrepository.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace fairlead;
using namespace fairlead::test;

namespace fs = std::filesystem;

/// Workspaces from the world: cut off, flipped, or made to deceive.
class TestDamage final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_bytes;

    fs::path at(const char *name) const { return m_folder->filePath(QString::fromUtf8(name)).toStdString(); }

    fs::path written(const QByteArray &bytes) const
    {
        const fs::path path = at("damaged.fairlead");
        for (const char *suffix : {"", "-wal", "-shm"})
            fs::remove(path.string() + suffix);
        QFile file(QString::fromStdString(path.string()));
        [&] {
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(bytes), bytes.size());
        }();
        return path;
    }

    /// The filled workspace after another program has run these statements on it.
    fs::path changedBy(const char *statements) const
    {
        const fs::path path = written(m_bytes);
        sqlite3 *db = nullptr;
        sqlite3_open(path.c_str(), &db);
        char *message = nullptr;
        sqlite3_exec(db, statements, nullptr, nullptr, &message);
        [&] { QVERIFY2(!message, message); }();
        sqlite3_close(db);
        return path;
    }

    /// Reads all there is; the number of errors met. Every error must be one that speaks of the file.
    static int readAll(Workspace &workspace)
    {
        int errors = 0;
        const auto note = [&](const auto &result) {
            if (result)
                return;
            ++errors;
            const ErrorCode code = result.error().code;
            QVERIFY2(code == ErrorCode::BadInput || code == ErrorCode::NotFound || code == ErrorCode::Io ||
                         code == ErrorCode::NotAWorkspace,
                     result.error().message.c_str());
        };
        const DatasetRepository datasets(workspace);
        const RouterRepository routers(workspace);
        note(datasets.list());
        for (const DatasetId id : {DatasetId{1}, DatasetId{2}}) {
            note(datasets.models(id));
            note(datasets.queries(id));
            note(datasets.embeddings(id));
            note(datasets.truth(id));
            note(datasets.textEncoder(id));
        }
        note(datasets.loggedOutcomes(DatasetId{1}));
        note(datasets.fullOutcomes(DatasetId{2}));
        note(routers.list());
        note(routers.weights(RouterId{1}));
        note(routers.artifact(DatasetId{1}, "held-out"));
        return errors;
    }

private slots:
    void initTestCase()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const fs::path path = at("sound.fairlead");
        {
            auto workspace = Workspace::create(path);
            FAIRLEAD_VERIFY(workspace);
            const auto log = storeLog(*workspace, "march");
            FAIRLEAD_VERIFY(log);
            FAIRLEAD_VERIFY(storeFullFeedback(*workspace, "full"));
            TensorBundle tables;
            tables.put("a", MatrixD(5, 2, 0.5));
            FAIRLEAD_VERIFY(DatasetRepository(*workspace).storeTextEmbeddings(*log, MatrixF(5, 2), tables));
            RouterRecord record;
            record.name = "rmi";
            record.dataset = *log;
            FAIRLEAD_VERIFY(RouterRepository(*workspace).save(record, tables));
            FAIRLEAD_VERIFY(RouterRepository(*workspace).saveArtifact(*log, "held-out", tables));
            QCOMPARE(readAll(*workspace), 0);
        }
        m_bytes = bytesOf(path);
        QVERIFY(m_bytes.size() > 100000);
    }

    void aCutFileIsRefused()
    {
        for (qsizetype length = 1; length < m_bytes.size(); length += 1 + m_bytes.size() / 150) {
            const auto opened = Workspace::open(written(m_bytes.first(length)));
            QVERIFY2(!opened, qPrintable(QString("opened %1 of %2 bytes").arg(length).arg(m_bytes.size())));
            QVERIFY2(opened.error().code == ErrorCode::BadInput || opened.error().code == ErrorCode::NotAWorkspace,
                     opened.error().message.c_str());
        }
    }

    void flippedBytesNeverCrash()
    {
        Random random(11);
        int harmed = 0;
        for (int round = 0; round < 400; ++round) {
            QByteArray bytes = m_bytes;
            // Half of the rounds aim at the header and the schema, where a flip does most.
            const auto reach = static_cast<std::uint64_t>(round % 2 == 0 ? bytes.size() : 6000);
            for (int flip = 0; flip < 12; ++flip)
                bytes[static_cast<qsizetype>(random.below(reach))] = static_cast<char>(random.next());
            auto opened = Workspace::open(written(bytes));
            harmed += !opened || readAll(*opened) > 0 ? 1 : 0;
        }
        QVERIFY(harmed > 0);
    }

    void countsThatLieAreCaughtBeforeMemoryIsAskedFor_data()
    {
        QTest::addColumn<QByteArray>("statement");
        QTest::newRow("queries") << QByteArray("UPDATE datasets SET query_count = 1 << 60");
        QTest::newRow("negative queries") << QByteArray("UPDATE datasets SET query_count = -1");
        QTest::newRow("models") << QByteArray("UPDATE datasets SET model_count = 1 << 40");
        QTest::newRow("embedding columns") << QByteArray("UPDATE datasets SET embedding_dim = 1 << 60");
        QTest::newRow("embedding block rows") << QByteArray("UPDATE embeddings SET row_count = 1 << 50");
        QTest::newRow("embedding block place") << QByteArray("UPDATE embeddings SET first_row = -4");
        QTest::newRow("embedding block cells") << QByteArray("UPDATE embeddings SET cells = x'00'");
        QTest::newRow("a query far away")
            << QByteArray("INSERT INTO queries VALUES((1 << 40) + 999999999, '', '', '', '', 0, NULL)");
        QTest::newRow("a served model") << QByteArray("UPDATE observations SET model = 7");
        QTest::newRow("a negative model") << QByteArray("UPDATE observations SET model = -1");
        QTest::newRow("a row") << QByteArray("UPDATE observations SET row = 1 << 40");
        QTest::newRow("rows missing") << QByteArray("DELETE FROM queries WHERE key & 1");
        QTest::newRow("outcomes missing") << QByteArray("DELETE FROM observations");
        QTest::newRow("weights") << QByteArray("UPDATE routers SET weights = x'ffffffffffffffff7b7d'");
    }
    void countsThatLieAreCaughtBeforeMemoryIsAskedFor()
    {
        QFETCH(QByteArray, statement);
        auto opened = Workspace::open(changedBy(statement.constData()));
        FAIRLEAD_VERIFY(opened);
        QVERIFY(readAll(*opened) > 0);
    }

    void aParentThatIsNoFullFeedbackIsAnError()
    {
        auto opened = Workspace::open(changedBy("UPDATE datasets SET parent = 1 WHERE id = 1"));
        FAIRLEAD_VERIFY(opened);
        QVERIFY(readAll(*opened) > 0);
    }

    void triggersAndViewsOfAStrangerDoNothing()
    {
        const fs::path path = changedBy("CREATE TRIGGER evil AFTER INSERT ON datasets BEGIN DELETE FROM routers; END;"
                                        "CREATE TRIGGER worse AFTER UPDATE ON datasets BEGIN DELETE FROM queries; END;"
                                        "CREATE VIEW spy AS SELECT * FROM routers;");
        auto opened = Workspace::open(path);
        FAIRLEAD_VERIFY(opened);
        FAIRLEAD_VERIFY(storeLog(*opened, "april"));
        FAIRLEAD_VERIFY(DatasetRepository(*opened).rename(DatasetId{1}, "may"));
        QCOMPARE(RouterRepository(*opened).list()->size(), 1U);
        QCOMPARE(DatasetRepository(*opened).queries(DatasetId{1})->size(), 5U);
    }

    void aViewInPlaceOfATableIsDamage()
    {
        const fs::path path =
            changedBy("ALTER TABLE routers RENAME TO hidden; CREATE VIEW routers AS SELECT * FROM hidden");
        FAIRLEAD_FAILS(Workspace::open(path), ErrorCode::BadInput, "is damaged");
    }

    void aTableWithOtherColumnsIsDamageWhenItIsRead()
    {
        auto opened = Workspace::open(changedBy("ALTER TABLE routers RENAME COLUMN curve TO bend"));
        FAIRLEAD_VERIFY(opened);
        FAIRLEAD_FAILS(RouterRepository(*opened).list(), ErrorCode::BadInput, "is damaged");
    }
};

QTEST_APPLESS_MAIN(TestDamage)
#include "tst_damage.moc"
