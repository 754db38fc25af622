#include "core/store/datasetrepository.h"
#include "core/store/routerrepository.h"
#include "datasets/demoworkspace.h"
#include "tests/support/tempfolder.h"

#include <QTest>

#include <iterator>

using namespace fairlead;
using fairlead::test::TempFolder;

namespace {

DemoOptions smallDemo()
{
    DemoOptions options;
    options.queries = 200;
    return options;
}

std::ptrdiff_t filesBeside(const std::filesystem::path &path)
{
    return std::distance(std::filesystem::directory_iterator(path.parent_path()), {});
}

/// A stop that comes with the first report whose stage starts so.
struct StopAt
{
    std::string stage;
    std::stop_source source = {};

    [[nodiscard]] ReportProgress report()
    {
        return [this](const Progress &progress) {
            if (progress.stage.starts_with(stage))
                source.request_stop();
        };
    }
};

} // namespace

class TestDemoWorkspace final : public QObject
{
    Q_OBJECT

private slots:
    void aWorkspaceWithDataAndRoutersIsMadeOnce()
    {
        const TempFolder folder;
        const auto path = folder.path("demo.fairlead");
        const auto made = makeDemoWorkspace(path, smallDemo(), {}, {});
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(made->trained.size(), std::size_t{3});
        QCOMPARE(filesBeside(path), std::ptrdiff_t{1});
        {
            auto workspace = Workspace::open(path);
            QVERIFY(workspace);
            QCOMPARE(DatasetRepository(*workspace).byName(kDemoLogName)->queryCount, std::size_t{200});
            for (const char *name : {"best-single", "plug-in", "rm-interval"})
                QVERIFY2(RouterRepository(*workspace).byName(name), name);
        }
        const auto time = std::filesystem::last_write_time(path);
        const auto again = makeDemoWorkspace(path, smallDemo(), {}, {});
        QVERIFY(again && !again->wasMade());
        QCOMPARE(std::filesystem::last_write_time(path), time);
    }

    void aStopLeavesNothingBehind_data()
    {
        QTest::addColumn<QString>("stage");
        QTest::newRow("while the data is made up") << "Making up";
        QTest::newRow("while a router is trained") << "Training";
    }
    void aStopLeavesNothingBehind()
    {
        QFETCH(QString, stage);
        const TempFolder folder;
        const auto path = folder.path("demo.fairlead");
        StopAt stop{stage.toStdString()};
        const auto made = makeDemoWorkspace(path, smallDemo(), stop.source.get_token(), stop.report());
        QVERIFY(stop.source.stop_requested());
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Cancelled);
        QCOMPARE(filesBeside(path), std::ptrdiff_t{0});
    }

    void whatADeadProgramLeftIsReplaced()
    {
        const TempFolder folder;
        const auto path = folder.path("demo.fairlead");
        folder.write("demo.fairlead.new", "half a demo");
        folder.write("demo.fairlead.new-wal", "and its log");
        QVERIFY(makeDemoWorkspace(path, smallDemo(), {}, {}));
        QCOMPARE(filesBeside(path), std::ptrdiff_t{1});
    }

    void anotherFileOfThatNameIsLeftAlone()
    {
        const TempFolder folder;
        const auto text = folder.write("text.fairlead", "precious");
        QCOMPARE(makeDemoWorkspace(text, smallDemo(), {}, {}).error().code, ErrorCode::NotAWorkspace);
        QCOMPARE(std::filesystem::file_size(text), std::uintmax_t{8});

        const auto other = folder.path("other.fairlead");
        auto workspace = Workspace::create(other);
        QVERIFY(workspace);
        QCOMPARE(makeDemoWorkspace(other, smallDemo(), {}, {}).error().code, ErrorCode::BadInput);
        QVERIFY(DatasetRepository(*workspace).list()->empty());
    }

    void aFolderThatIsNotThereIsAnError()
    {
        const TempFolder folder;
        QCOMPARE(makeDemoWorkspace(folder.path("no/demo.fairlead"), smallDemo(), {}, {}).error().code, ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestDemoWorkspace)
#include "tst_demoworkspace.moc"
