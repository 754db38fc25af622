#pragma once

#include "datasets/demogenerator.h"
#include "ui/recentfiles.h"
#include "ui/session.h"

#include <QMainWindow>
#include <QVector>

class QDockWidget;
class QMenu;
class QSettings;
class QStackedWidget;

namespace fairlead {

class DataPage;
class EmptyState;
class ExplorePage;
class JobsStrip;
class MessageStrip;
class NavigationRail;
class Page;
class HelpWindow;
class WorkspaceContents;
class WorkspaceOpener;
class WorkspaceTree;

/// The window: creates the pages, the menus, the rail, the workspace tree and the jobs strip, and switches between
/// pages. What a page shows and does is the page's own.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// @param settings geometry, last page, theme and recent files; outlives the window
    explicit MainWindow(QSettings &settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openWorkspace(const QString &path);
    /// A workspace is opened; a log is brought to the import dialog, which makes a workspace for it where none is open.
    void openFile(const QString &path);
    void showPage(const QString &key, qint64 selection = 0);
    [[nodiscard]] QStringList pageKeys() const;
    [[nodiscard]] ExplorePage *explorePage() const { return m_explore; }
    [[nodiscard]] bool hasRouters() const;
    void showWarning(const QString &text);
    /// Of the demo that the window makes, where it is not there yet; tests make a small one.
    void setDemoOptions(const DemoOptions &options) { m_demoOptions = options; }

    /// Nothing is opening, loading or running, and the page in front is drawn.
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] Session &session() { return m_session; }

signals:
    void workspaceOpened();
    void openingFailed(const QString &message);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildCentre();
    void buildRail();
    void buildTree();
    void buildPages();
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildHelpMenu();
    void listRecent(QMenu *menu);
    void updateForWorkspace();
    [[nodiscard]] Page *currentPage() const;

    void newWorkspace();
    void chooseWorkspace();
    void chooseImport();
    void importFile(const QString &path);
    void openDemo();
    void moveFocusOn(); ///< from the page to the tree, and back
    void showHelp();
    void about();

    QSettings &m_settings;
    RecentFiles m_recent;
    Session m_session;
    WorkspaceContents *m_contents = nullptr;
    WorkspaceOpener *m_opener = nullptr;

    NavigationRail *m_rail = nullptr;
    QDockWidget *m_treeDock = nullptr;
    WorkspaceTree *m_tree = nullptr;
    HelpWindow *m_help = nullptr;
    MessageStrip *m_message = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_start = nullptr;
    QVector<Page *> m_pages;
    DataPage *m_data = nullptr;
    ExplorePage *m_explore = nullptr;
    DemoOptions m_demoOptions;
    QString m_wantedPage;
    bool m_isClosing = false;
};

} // namespace fairlead
