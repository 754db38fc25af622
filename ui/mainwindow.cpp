#include "ui/mainwindow.h"

#include "ui/dialogs/ask.h"
#include "ui/icons.h"
#include "ui/jobs/jobsstrip.h"
#include "ui/models/displaytext.h"
#include "ui/navigationrail.h"
#include "ui/pages/compare/comparepage.h"
#include "ui/pages/data/datapage.h"
#include "ui/pages/explore/explorepage.h"
#include "ui/pages/train/trainpage.h"
#include "ui/pages/trust/trustpage.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacecontents.h"
#include "ui/workspaceopener.h"
#include "ui/workspacetree.h"

#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLayout>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

const QString kGeometryKey = QStringLiteral("window/geometry");
const QString kStateKey = QStringLiteral("window/docks");
const QString kPageKey = QStringLiteral("window/page");

constexpr int kTreeWidth = 190;
constexpr int kTreeFromWidth = 1200; ///< of the screen

bool isLog(const QString &path)
{
    static const QStringList suffixes{QStringLiteral("csv"), QStringLiteral("tsv"), QStringLiteral("jsonl"),
                                      QStringLiteral("ndjson")};
    return suffixes.contains(QFileInfo(path).suffix().toLower());
}

/// The first dropped file that the window can do something with.
QString usableFile(const QMimeData *data)
{
    const QList<QUrl> urls = data->urls();
    const auto found = std::find_if(urls.begin(), urls.end(), [](const QUrl &url) {
        return url.isLocalFile() &&
               (isLog(url.toLocalFile()) || url.toLocalFile().endsWith(QLatin1String(".fairlead")));
    });
    return found == urls.end() ? QString() : found->toLocalFile();
}

} // namespace

MainWindow::MainWindow(QSettings &settings, QWidget *parent)
    : QMainWindow(parent)
    , m_settings(settings)
    , m_recent(settings)
    , m_contents(new WorkspaceContents(m_session, this))
    , m_opener(new WorkspaceOpener(m_session, this))
    , m_wantedPage(settings.value(kPageKey, QStringLiteral("data")).toString())
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    buildCentre();
    buildRail();
    buildTree();
    buildPages();
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildHelpMenu();

    connect(&m_session, &Session::workspaceChanged, this, [this] {
        m_message->clear();
        updateForWorkspace();
    });
    connect(&m_session.changes(), &WorkspaceChanges::done, this, [this](const QString &news) {
        m_message->showNews(news);
        m_message->offer(tr("Undo"), [this] { m_session.changes().undoStack().undo(); });
    });
    // An offer to undo would mean something else once the stack has moved on.
    connect(&m_session.changes().undoStack(), &QUndoStack::indexChanged, m_message, &MessageStrip::clear);
    connect(m_contents, &WorkspaceContents::failed, this,
            [this](const QString &message) { m_message->showError(message); });
    connect(&m_session.changes(), &WorkspaceChanges::failed, this,
            [this](const QString &message) { m_message->showError(message); });
    connect(&m_session, &Session::exploreRequested, this, [this] { showPage(m_explore->key()); });
    connect(&m_session, &Session::pageRequested, this, &MainWindow::showPage);
    connect(&m_session, &Session::jobsChanged, this, [this] {
        if (m_isClosing && m_session.jobs().isEmpty())
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
    });
    connect(m_opener, &WorkspaceOpener::opened, this, [this](const QString &path) {
        m_recent.add(path);
        m_message->clear();
        emit workspaceOpened();
    });
    connect(m_opener, &WorkspaceOpener::failed, this, [this](const QString &path, const QString &message) {
        if (!QFileInfo::exists(path))
            m_recent.remove(path);
        m_message->showError(message);
        emit openingFailed(message);
    });

    if (QGuiApplication::platformName() == QLatin1String("offscreen"))
        layout()->setSizeConstraint(QLayout::SetNoConstraint); // there is nobody to tell the least size to
    else if (screen()->availableSize().width() < kTreeFromWidth)
        m_treeDock->hide(); // the page needs all of it
    resize(1280, 800);
    restoreGeometry(settings.value(kGeometryKey).toByteArray());
    restoreState(settings.value(kStateKey).toByteArray());
    updateForWorkspace();
}

MainWindow::~MainWindow()
{
    // The pages go before the session and its jobs, whose results they would receive.
    delete takeCentralWidget();
    delete m_treeDock;
}

void MainWindow::buildCentre()
{
    auto *centre = new QWidget(this);
    m_message = new MessageStrip(centre);
    m_message->setObjectName(QStringLiteral("windowMessage"));
    m_stack = new QStackedWidget(centre);
    m_stack->setObjectName(QStringLiteral("pageStack"));
    m_start =
        new EmptyState(tr("Which query should go to which model?"),
                       tr("Fairlead learns routers from the logs of the models you run, and shows what each one would "
                          "cost and answer at every price. Open an analysis, start one from a log, or look around in "
                          "the demo."),
                       m_stack);
    m_start->setObjectName(QStringLiteral("startPage"));
    const auto offer = [this](const char *name, const QString &text, void (MainWindow::*slot)()) {
        auto *button = m_start->addAction(text);
        button->setObjectName(QLatin1String(name));
        connect(button, &QPushButton::clicked, this, slot);
    };
    offer("startDemo", tr("Try the demo"), &MainWindow::openDemo);
    offer("startOpen", tr("Open a workspace…"), &MainWindow::chooseWorkspace);
    offer("startImport", tr("Import a log…"), &MainWindow::chooseImport);
    m_stack->addWidget(m_start);

    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);
    layout->addWidget(new JobsStrip(m_session, centre));
    setCentralWidget(centre);
}

void MainWindow::buildRail()
{
    // A tool bar, so that the tree stands between the rail and the page.
    auto *bar = new QToolBar(tr("Pages"), this);
    bar->setObjectName(QStringLiteral("railBar"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->toggleViewAction()->setVisible(false);
    bar->layout()->setContentsMargins(0, 0, 0, 0);
    m_rail = new NavigationRail(bar);
    bar->addWidget(m_rail);
    addToolBar(Qt::LeftToolBarArea, bar);
}

void MainWindow::buildTree()
{
    m_treeDock = new QDockWidget(tr("Workspace"), this);
    m_treeDock->setObjectName(QStringLiteral("workspaceDock"));
    m_treeDock->setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    m_tree = new WorkspaceTree(m_session, *m_contents, m_treeDock);
    m_treeDock->setWidget(m_tree);
    addDockWidget(Qt::LeftDockWidgetArea, m_treeDock);
    resizeDocks({m_treeDock}, {kTreeWidth}, Qt::Horizontal);
}

void MainWindow::buildPages()
{
    m_data = new DataPage(m_session, *m_contents, m_stack);
    connect(m_data, &DataPage::workspaceMade, this, [this](const QString &path) {
        m_wantedPage = m_data->key();
        openWorkspace(path);
    });
    m_explore = new ExplorePage(m_session, m_stack);
    m_pages = {m_data, new TrustPage(m_session, *m_contents, m_stack), new TrainPage(m_session, *m_contents, m_stack),
               m_explore, new ComparePage(m_session, *m_contents, m_stack)};
    for (int at = 0; at < m_pages.size(); ++at) {
        m_stack->addWidget(m_pages.at(at));
        m_rail->addPage(m_pages.at(at)->key(), m_pages.at(at)->title(),
                        QKeySequence(tr("Ctrl+%1").arg(at + 1)).toString(QKeySequence::NativeText));
    }
    connect(m_rail, &NavigationRail::pageChosen, this, [this](const QString &key) { showPage(key); });
}

Page *MainWindow::currentPage() const
{
    const auto at =
        std::find_if(m_pages.begin(), m_pages.end(), [this](const Page *page) { return page->key() == m_wantedPage; });
    return at == m_pages.end() ? m_pages.first() : *at;
}

QStringList MainWindow::pageKeys() const
{
    QStringList keys;
    for (const Page *page : m_pages)
        keys << page->key();
    return keys;
}

void MainWindow::showPage(const QString &key, qint64 selection)
{
    m_wantedPage = key;
    updateForWorkspace();
    if (selection && m_session.isOpen())
        currentPage()->select(selection);
}

void MainWindow::updateForWorkspace()
{
    Page *page = currentPage();
    m_stack->setCurrentWidget(m_session.isOpen() ? static_cast<QWidget *>(page) : m_start);
    m_treeDock->setEnabled(m_session.isOpen());
    m_rail->setEnabled(m_session.isOpen());
    m_rail->setCurrent(m_session.isOpen() ? page->key() : QString());
    for (QAction *action : findChildren<QAction *>(QRegularExpression(QStringLiteral("^page_"))))
        action->setEnabled(m_session.isOpen());
    const QString name = QFileInfo(toText(m_session.path().string())).completeBaseName();
    setWindowTitle(name.isEmpty() ? tr("Fairlead") : tr("%1 — Fairlead").arg(name));
}

bool MainWindow::isSettled() const
{
    return !m_opener->isBusy() && !m_contents->isLoading() && m_session.jobs().isEmpty() &&
           (!m_session.isOpen() || currentPage()->isSettled());
}

bool MainWindow::hasRouters() const
{
    return !m_contents->snapshot().routers.empty();
}

void MainWindow::showWarning(const QString &text)
{
    m_message->showWarning(text);
}

void MainWindow::openWorkspace(const QString &path)
{
    m_opener->open(path);
}

void MainWindow::openFile(const QString &path)
{
    if (isLog(path))
        importFile(path);
    else
        openWorkspace(path);
}

void MainWindow::newWorkspace()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const auto path = ask::newFile(this, tr("New workspace"), QDir(folder).filePath(tr("analysis.fairlead")),
                                   tr("Fairlead workspaces (*.fairlead)"), QStringLiteral("fairlead"));
    if (path)
        m_opener->create(*path);
}

void MainWindow::chooseWorkspace()
{
    const auto path = ask::openFile(this, tr("Open a workspace"), QFileInfo(m_recent.paths().value(0)).path(),
                                    tr("Fairlead workspaces (*.fairlead);;All files (*)"));
    if (path)
        openWorkspace(*path);
}

void MainWindow::chooseImport()
{
    const auto path =
        ask::openFile(this, tr("Import a log"), QString(), tr("Logs (*.csv *.tsv *.jsonl *.ndjson);;All files (*)"));
    if (path)
        importFile(*path);
}

void MainWindow::importFile(const QString &path)
{
    if (m_session.isOpen())
        showPage(m_data->key());
    m_data->importFile(path);
}

void MainWindow::openDemo()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    m_wantedPage = m_explore->key();
    m_opener->openDemo(QDir(folder).filePath(QStringLiteral("demo.fairlead")), m_demoOptions);
}

void MainWindow::moveFocusOn()
{
    QWidget *page = m_stack->currentWidget();
    if (m_treeDock->isVisible() && !m_tree->hasFocus()) {
        m_tree->setFocus(Qt::OtherFocusReason);
        return;
    }
    QWidget *inside = page->focusWidget(); // where it was, else the first that Tab would reach
    for (QWidget *next = page->nextInFocusChain(); !inside && next != page; next = next->nextInFocusChain()) {
        if (page->isAncestorOf(next) && (next->focusPolicy() & Qt::TabFocus) && next->isVisible() && next->isEnabled())
            inside = next;
    }
    if (inside)
        inside->setFocus(Qt::OtherFocusReason);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_session.jobs().isEmpty()) {
        event->ignore();
        if (m_isClosing)
            return;
        QStringList titles;
        for (const JobBase *job : m_session.jobs())
            titles << job->title();
        if (!ask::confirm(
                this, tr("Stop what is running and close?"),
                tr("Running: %1. A training keeps the epochs finished so far; an import that has not ended leaves "
                   "the workspace as it was.")
                    .arg(titles.join(QStringLiteral(", "))),
                tr("Stop and close")))
            return;
        // The event loop goes on until the jobs have ended and saved what they have; then the window closes itself.
        m_isClosing = true;
        m_session.stopAll();
        if (m_session.jobs().isEmpty())
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        else
            m_message->showNews(tr("Stopping what is running; the window closes when it has ended."));
        return;
    }
    m_settings.setValue(kGeometryKey, saveGeometry());
    m_settings.setValue(kStateKey, saveState());
    m_settings.setValue(kPageKey, currentPage()->key());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!usableFile(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    // After the drop has ended: a dialog inside it would hold the other program.
    QMetaObject::invokeMethod(
        this, [this, file = usableFile(event->mimeData())] { openFile(file); }, Qt::QueuedConnection);
}

} // namespace fairlead
