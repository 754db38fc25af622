#include "tests/support/storedata.h"

#include "core/store/routerrepository.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace fairlead;
using namespace fairlead::test;

namespace fs = std::filesystem;

namespace {

void write(const fs::path &path, const QByteArray &bytes)
{
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// What any other program may do with an SQLite file.
class OtherProgram
{
public:
    explicit OtherProgram(const fs::path &path) { sqlite3_open(path.c_str(), &m_db); }
    ~OtherProgram() { sqlite3_close(m_db); }
    OtherProgram(const OtherProgram &) = delete;
    OtherProgram &operator=(const OtherProgram &) = delete;
    [[nodiscard]] bool run(const char *sql) { return sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }

private:
    sqlite3 *m_db = nullptr;
};

/// Acts as a user whom permissions hold back, where the tests run as root.
class AsOrdinaryUser
{
public:
    AsOrdinaryUser()
        : m_wasRoot(::geteuid() == 0)
    {
        if (m_wasRoot)
            m_isOrdinary = ::seteuid(65534) == 0;
    }
    ~AsOrdinaryUser()
    {
        if (m_wasRoot && ::seteuid(0) != 0)
            std::abort();
    }
    [[nodiscard]] bool holds() const { return !m_wasRoot || m_isOrdinary; }

private:
    bool m_wasRoot;
    bool m_isOrdinary = false;
};

} // namespace

class TestWorkspace final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path at(const char *name) const { return m_folder->filePath(QString::fromUtf8(name)).toStdString(); }

    /// A workspace with a log, full feedback and a router, closed again.
    fs::path filled() const
    {
        const fs::path path = at("w.fairlead");
        auto workspace = *Workspace::create(path);
        const DatasetId log = *storeLog(workspace, "march");
        (void)*storeFullFeedback(workspace, "full");
        RouterRecord record;
        record.name = "rmi";
        record.dataset = log;
        (void)*RouterRepository(workspace).save(record, TensorBundle());
        return path;
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aNewWorkspaceIsReadyAndSaysItWasMade()
    {
        const fs::path path = at("w.fairlead");
        auto made = Workspace::openOrCreate(path);
        FAIRLEAD_VERIFY(made);
        QVERIFY(made->wasCreated());
        QCOMPARE(made->path(), path);
        QVERIFY(DatasetRepository(*made).list()->empty());
        auto opened = Workspace::openOrCreate(path);
        FAIRLEAD_VERIFY(opened);
        QVERIFY(!opened->wasCreated());
        FAIRLEAD_FAILS(Workspace::create(path), ErrorCode::BadInput, "already something of that name");
    }

    void afterClosingOneFileIsTheAnalysis()
    {
        const fs::path path = filled();
        QVERIFY(!fs::exists(path.string() + "-wal"));
        QVERIFY(!fs::exists(path.string() + "-shm"));
        const fs::path copy = at("copy.fairlead");
        fs::copy_file(path, copy);
        fs::remove(path);
        auto workspace = Workspace::open(copy);
        FAIRLEAD_VERIFY(workspace);
        QCOMPARE(DatasetRepository(*workspace).list()->size(), 2U);
        QCOMPARE(RouterRepository(*workspace).byName("rmi")->datasetName, std::string("march"));
    }

    void openingAndReadingDoNotChangeTheFile()
    {
        const fs::path path = filled();
        const QByteArray before = bytesOf(path);
        {
            auto workspace = Workspace::open(path);
            FAIRLEAD_VERIFY(workspace);
            FAIRLEAD_VERIFY(DatasetRepository(*workspace).queries(DatasetId{1}));
        }
        QVERIFY(bytesOf(path) == before);
    }

    void twoReadersAndAWriterCanShareIt()
    {
        const fs::path path = filled();
        auto first = Workspace::open(path);
        auto second = Workspace::open(path);
        FAIRLEAD_VERIFY(second);
        auto transaction = Transaction::begin(*first);
        FAIRLEAD_VERIFY(DatasetRepository(*first).rename(DatasetId{1}, "april"));
        QCOMPARE(DatasetRepository(*second).byId(DatasetId{1})->name, std::string("march"));
        FAIRLEAD_VERIFY(transaction->commit());
        QCOMPARE(DatasetRepository(*second).byId(DatasetId{1})->name, std::string("april"));
    }

    void whatIsNoWorkspaceIsRefusedAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("cause");
        QTest::newRow("an empty file") << QByteArray() << "the file is empty";
        QTest::newRow("a log") << QByteArray("query,model\n1,a\n") << "it is no workspace but a text file";
        QTest::newRow("a word") << QByteArray("hello\n") << "it is no workspace but a text file";
        QTest::newRow("JSON") << QByteArray("{\"a\": 1}\n").repeated(100) << "a JSON file";
        QTest::newRow("a NumPy array") << QByteArray("\x93NUMPY\x01\x00", 8) + QByteArray(600, 'x') << "a NumPy array";
        QTest::newRow("a ZIP archive") << QByteArray("PK\x03\x04").repeated(200) << "a ZIP archive";
        QTest::newRow("binary data") << QByteArray(5000, '\x01') << "binary data of another kind";
        QTest::newRow("one byte") << QByteArray("x") << "it is no workspace but";
        QTest::newRow("an SQLite header and nothing sound after it")
            << QByteArray("SQLite format 3\0", 16) + QByteArray(5000, '\x7F') << "a damaged header";
    }
    void whatIsNoWorkspaceIsRefusedAndLeftAlone()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, cause);
        const fs::path path = at("stranger.fairlead");
        write(path, bytes);
        FAIRLEAD_FAILS(Workspace::open(path), ErrorCode::NotAWorkspace, cause.toUtf8().constData());
        FAIRLEAD_FAILS(Workspace::openOrCreate(path), ErrorCode::NotAWorkspace, "stranger.fairlead");
        QVERIFY(bytesOf(path) == bytes);
        QVERIFY(!fs::exists(path.string() + "-wal"));
    }

    void aMissingFileAndAFolderAreToldApart()
    {
        FAIRLEAD_FAILS(Workspace::open(at("none.fairlead")), ErrorCode::NotFound, "there is no such file");
        FAIRLEAD_FAILS(Workspace::open(m_folder->path().toStdString()), ErrorCode::NotAWorkspace, "it is a folder");
    }

    void theDatabaseOfAnotherProgramIsRefusedAndLeftAlone()
    {
        const fs::path path = at("notes.db");
        QVERIFY(OtherProgram(path).run("PRAGMA application_id = 7; PRAGMA journal_mode = WAL; CREATE TABLE t(a)"));
        const QByteArray before = bytesOf(path);
        FAIRLEAD_FAILS(Workspace::open(path), ErrorCode::NotAWorkspace, "another program (application id 0x00000007)");
        QVERIFY(bytesOf(path) == before);
    }

    void aNewerWorkspaceIsRefusedWithBothVersions()
    {
        const fs::path path = filled();
        QVERIFY(OtherProgram(path).run("PRAGMA user_version = 99"));
        const QByteArray before = bytesOf(path);
        FAIRLEAD_FAILS(Workspace::open(path), ErrorCode::NewerVersion,
                       "workspace version 99; this program reads up to 4");
        QVERIFY(bytesOf(path) == before);
        QVERIFY(!fs::exists(path.string() + "-wal"));
        QVERIFY(!fs::exists(path.string() + "-shm"));
    }

    void aWorkspaceLockedByAnotherProgramIsReportedSoon_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("exclusive locking mode") << QByteArray("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
        QTest::newRow("exclusive after use") << QByteArray("SELECT count(*) FROM datasets; "
                                                           "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
        QTest::newRow("no journal beside it")
            << QByteArray("PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    }
    void aWorkspaceLockedByAnotherProgramIsReportedSoon()
    {
        QFETCH(QByteArray, sql);
        const fs::path path = filled();
        OtherProgram other(path);
        QVERIFY(other.run(sql.constData()));
        QElapsedTimer timer;
        timer.start();
        FAIRLEAD_FAILS(Workspace::open(path), ErrorCode::Locked, "Another program holds the workspace");
        QVERIFY2(timer.elapsed() < 6000, qPrintable(QString::number(timer.elapsed())));
    }

    void aLockOnTheWholeFileByAnotherProcessIsReportedSoon()
    {
        const fs::path path = filled();
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const int fd = ::open(path.c_str(), O_RDWR);
            struct flock lock = {};
            lock.l_type = F_WRLCK;
            const bool held = ::fcntl(fd, F_SETLK, &lock) == 0;
            if (::write(ready[1], held ? "1" : "0", 1) == 1)
                ::pause();
            ::_exit(0);
        }
        char answer = 0;
        QCOMPARE(::read(ready[0], &answer, 1), 1);
        const auto opened = Workspace::open(path);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ::close(ready[0]);
        ::close(ready[1]);
        QCOMPARE(answer, '1');
        FAIRLEAD_FAILS(opened, ErrorCode::Locked, "Close it there and try again");
        FAIRLEAD_VERIFY(Workspace::open(path));
    }

    void whileAnotherProgramWritesReadingGoesOnAndWritingIsRefused()
    {
        const fs::path path = filled();
        OtherProgram other(path);
        QVERIFY(other.run("BEGIN EXCLUSIVE"));
        auto workspace = Workspace::open(path);
        FAIRLEAD_VERIFY(workspace);
        QCOMPARE(DatasetRepository(*workspace).list()->size(), 2U);
        FAIRLEAD_FAILS(Transaction::begin(*workspace), ErrorCode::Locked, "Another program holds the workspace");
    }

    void aFullDiskIsNamedAndNothingOfTheDatasetStays()
    {
        const fs::path path = filled();
        {
            auto workspace = Workspace::open(path);
            FAIRLEAD_VERIFY(workspace);
            QCOMPARE(sqlite3_exec(workspace->handle(), "PRAGMA max_page_count = 1", nullptr, nullptr, nullptr),
                     SQLITE_OK);
            auto transaction = Transaction::begin(*workspace);
            auto writer = DatasetWriter::begin(*workspace, {"big", DatasetKind::Log, "", {}, {"m"}, "{}"});
            FAIRLEAD_VERIFY(writer);
            const Query query{"", std::string(100000, 'x'), "", "", Split::Train};
            Result<void> added; // rows are written a few at a time
            for (int row = 0; added && row < 16; ++row)
                added = writer->addQuery(query);
            FAIRLEAD_FAILS(added, ErrorCode::Io, "is full. Free some space");
        }
        auto workspace = Workspace::open(path);
        FAIRLEAD_VERIFY(workspace);
        QCOMPARE(DatasetRepository(*workspace).list()->size(), 2U);
    }

    void aProgramThatDiesWhileItWritesLeavesTheWorkspaceWhole()
    {
        const fs::path path = filled();
        const pid_t child = ::fork();
        if (child == 0) {
            auto workspace = Workspace::open(path);
            auto transaction = Transaction::begin(*workspace);
            auto writer = DatasetWriter::begin(*workspace, {"big", DatasetKind::Log, "", {}, {"m"}, "{}"});
            const Query query{"", std::string(10000, 'x'), "", "", Split::Train};
            for (int row = 0; row < 4000; ++row)
                (void)writer->addQuery(query);
            ::_exit(0);
        }
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        QVERIFY(fs::exists(path.string() + "-wal"));
        {
            auto workspace = Workspace::open(path);
            FAIRLEAD_VERIFY(workspace);
            QCOMPARE(DatasetRepository(*workspace).list()->size(), 2U);
            QCOMPARE(DatasetRepository(*workspace).queries(DatasetId{1})->size(), 5U);
        }
        QVERIFY(!fs::exists(path.string() + "-wal"));
    }

    void aFolderThatIsNotThereLeavesNothingBehind()
    {
        FAIRLEAD_FAILS(Workspace::create(at("none") / "w.fairlead"), ErrorCode::Io, "check that its folder exists");
        QVERIFY(!fs::exists(at("none")));
        FAIRLEAD_FAILS(Workspace::openOrCreate("/proc/w.fairlead"), ErrorCode::Io,
                       "Could not create '/proc/w.fairlead'");
    }

    void permissionsThatAreMissingAreNamed()
    {
        const fs::path path = filled();
        const fs::path folder = path.parent_path();
        QCOMPARE(::chmod(folder.c_str(), 0555), 0);
        QCOMPARE(::chmod(path.c_str(), 0644), 0);
        const auto openAsOrdinary = [&] {
            const AsOrdinaryUser user;
            return user.holds() ? Workspace::open(path) : makeError(ErrorCode::Internal, "no ordinary user here");
        };
        const auto createAsOrdinary = [&] {
            const AsOrdinaryUser user;
            return Workspace::create(folder / "new.fairlead");
        };
        const auto readOnlyFile = openAsOrdinary();
        const auto newFile = createAsOrdinary();
        QCOMPARE(::chmod(path.c_str(), 0666), 0);
        const auto readOnlyFolder = openAsOrdinary();
        QCOMPARE(::chmod(path.c_str(), 0), 0);
        const auto secret = openAsOrdinary();
        QCOMPARE(::chmod(folder.c_str(), 0755), 0);
        FAIRLEAD_FAILS(readOnlyFile, ErrorCode::Io, "w.fairlead");
        FAIRLEAD_FAILS(readOnlyFolder, ErrorCode::Io, "permissions of the file and of its folder");
        FAIRLEAD_FAILS(newFile, ErrorCode::Io, "its folder exists, is writable");
        FAIRLEAD_FAILS(secret, ErrorCode::Io, "w.fairlead");
        QCOMPARE(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
    }

    void aReadOnlyFileInAWritableFolderIsRefused()
    {
        const fs::path path = filled();
        QCOMPARE(::chmod(path.parent_path().c_str(), 0777), 0);
        QCOMPARE(::chmod(path.c_str(), 0444), 0);
        const auto opened = [&] {
            const AsOrdinaryUser user;
            return user.holds() ? Workspace::open(path) : makeError(ErrorCode::Internal, "no ordinary user here");
        }();
        FAIRLEAD_FAILS(opened, ErrorCode::Io, "you may not write it");
    }
};

QTEST_APPLESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
