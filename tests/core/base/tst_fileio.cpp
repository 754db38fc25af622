#include "core/base/fileio.h"
#include "tests/support/tempfolder.h"

#include <QTest>

#include <sys/stat.h>

using namespace fairlead;
using fairlead::test::TempFolder;
namespace fs = std::filesystem;

class TestFileIo final : public QObject
{
    Q_OBJECT

private slots:
    void whatIsNoRegularFileIsNotReplaced()
    {
        const TempFolder folder;
        const fs::path pipe = folder.path("pipe");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        const auto written = writeFileAtomically(pipe, "bytes");
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::BadInput);
        QVERIFY(fs::is_fifo(pipe));
    }

    void aLinkKeepsPointingAndTheFileBehindItIsReplaced()
    {
        const TempFolder folder;
        const fs::path target = folder.write("target", "old");
        fs::create_symlink(target, folder.path("link"));
        QVERIFY(writeFileAtomically(folder.path("link"), "new"));
        QVERIFY(fs::is_symlink(folder.path("link")));
        QCOMPARE(*readFile(target, "Could not read"), std::string("new"));
    }

    void anInputAndAWorkspaceToBeMadeAreNoOutput()
    {
        const TempFolder folder;
        const fs::path input = folder.write("in.csv", "a\n");
        const fs::path coming = folder.path("coming.fairlead");
        QVERIFY(!requireSafeOutput(input, {input, coming}));
        QVERIFY(!requireSafeOutput(folder.path(".") / "coming.fairlead", {input, coming}));
        QVERIFY(requireSafeOutput(folder.path("out.csv"), {input, coming, fs::path()}));
        QVERIFY(requireSafeOutput(fs::path(), {input, fs::path()}));
    }
};

QTEST_GUILESS_MAIN(TestFileIo)
#include "tst_fileio.moc"
