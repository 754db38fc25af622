#include "ui/workspaceopener.h"

#include "core/store/trash.h"
#include "core/store/workspace.h"
#include "datasets/demoworkspace.h"
#include "ui/models/displaytext.h"
#include "ui/session.h"
#include "ui/workspacecontents.h"

#include <QFileInfo>

namespace fairlead {

namespace {

/// Reads what the lists will show, once what was deleted in an earlier session is gone for good.
Result<void> check(const std::filesystem::path &path)
{
    const auto snapshot = readWorkspace(path);
    if (!snapshot)
        return snapshot.error();
    auto workspace = Workspace::open(path);
    if (!workspace)
        return workspace.error();
    Trash trash(*workspace);
    const auto isEmpty = trash.isEmpty();
    // A file that cannot be written now is emptied another time: what is in the trash harms nobody.
    if (isEmpty && !*isEmpty)
        (void)trash.empty();
    return {};
}

} // namespace

WorkspaceOpener::WorkspaceOpener(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{}

void WorkspaceOpener::open(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    run(tr("Opening %1").arg(QFileInfo(path).fileName()), absolute,
        [file = std::filesystem::path(toUtf8(absolute))](const std::stop_token &, const ReportProgress &) {
            return check(file);
        });
}

void WorkspaceOpener::create(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    run(tr("Creating %1").arg(QFileInfo(path).fileName()), absolute,
        [file = std::filesystem::path(toUtf8(absolute))](const std::stop_token &, const ReportProgress &) {
            const auto workspace = Workspace::create(file);
            return workspace ? Result<void>() : Result<void>(workspace.error());
        });
}

void WorkspaceOpener::openDemo(const QString &path, const DemoOptions &options)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    run(tr("Making the demo"), absolute,
        [file = std::filesystem::path(toUtf8(absolute)), options](const std::stop_token &stop,
                                                                  const ReportProgress &report) {
            std::error_code ignored; // a folder that cannot be made is noticed when the file is
            std::filesystem::create_directories(file.parent_path(), ignored);
            const auto made = makeDemoWorkspace(file, options, stop, report);
            return made ? check(file) : Result<void>(made.error());
        });
}

void WorkspaceOpener::run(const QString &title, const QString &path, Job<void>::Work work)
{
    ++m_running;
    m_session.run<void>(std::make_unique<Job<void>>(title, std::move(work)), this,
                        [this, path](const Result<void> &done) {
                            --m_running;
                            if (!done) {
                                emit failed(path, toText(done.error().message));
                                return;
                            }
                            m_session.open(std::filesystem::path(toUtf8(path)));
                            emit opened(path);
                        });
}

} // namespace fairlead
