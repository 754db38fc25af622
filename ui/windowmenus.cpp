// The menus of the window: apart from mainwindow.cpp so that each stays readable.
#include "core/base/device.h"
#include "ui/help/helpwindow.h"
#include "ui/mainwindow.h"
#include "ui/navigationrail.h"
#include "ui/pages/page.h"
#include "ui/themesetting.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>

namespace fairlead {

namespace {

QAction *add(QMenu *menu, const char *name, const QString &text, const QKeySequence &keys = {})
{
    QAction *action = menu->addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(keys);
    return action;
}

} // namespace

void MainWindow::buildFileMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&File"));
    connect(add(menu, "fileNew", tr("&New workspace…"), QKeySequence::New), &QAction::triggered, this,
            &MainWindow::newWorkspace);
    connect(add(menu, "fileOpen", tr("&Open…"), QKeySequence::Open), &QAction::triggered, this,
            &MainWindow::chooseWorkspace);
    QMenu *recent = menu->addMenu(tr("Open &recent"));
    recent->setObjectName(QStringLiteral("recentMenu"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { listRecent(recent); });
    connect(add(menu, "fileDemo", tr("Open the &demo")), &QAction::triggered, this, &MainWindow::openDemo);
    menu->addSeparator();
    connect(add(menu, "fileImport", tr("&Import log…"), QKeySequence(tr("Ctrl+I"))), &QAction::triggered, this,
            &MainWindow::chooseImport);
    menu->addSeparator();
    QAction *quit = add(menu, "fileQuit", tr("&Quit"), QKeySequence(tr("Ctrl+Q")));
    quit->setMenuRole(QAction::QuitRole);
    connect(quit, &QAction::triggered, this, &QWidget::close);
}

void MainWindow::listRecent(QMenu *menu)
{
    menu->clear();
    const QStringList paths = m_recent.paths();
    for (const QString &path : paths) {
        QAction *action = menu->addAction(QFileInfo(path).fileName());
        action->setToolTip(path);
        connect(action, &QAction::triggered, this, [this, path] { openWorkspace(path); });
    }
    menu->setToolTipsVisible(true);
    if (paths.isEmpty()) {
        menu->addAction(tr("Nothing was opened yet"))->setEnabled(false);
        return;
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Clear this list")), &QAction::triggered, this, [this] { m_recent.clear(); });
}

void MainWindow::buildEditMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Edit"));
    QAction *undo = m_session.changes().undoStack().createUndoAction(this, tr("&Undo"));
    undo->setObjectName(QStringLiteral("editUndo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction *redo = m_session.changes().undoStack().createRedoAction(this, tr("&Redo"));
    redo->setObjectName(QStringLiteral("editRedo"));
    redo->setShortcut(QKeySequence(tr("Ctrl+Shift+Z")));
    menu->addActions({undo, redo});
}

void MainWindow::buildViewMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&View"));
    for (int at = 0; at < m_pages.size(); ++at) {
        const Page *page = m_pages.at(at);
        QAction *action = add(menu, qPrintable(QStringLiteral("page_") + page->key()), page->title(),
                              QKeySequence(tr("Ctrl+%1").arg(at + 1)));
        connect(action, &QAction::triggered, this, [this, key = page->key()] { showPage(key); });
    }
    menu->addSeparator();
    QAction *tree = m_treeDock->toggleViewAction();
    tree->setObjectName(QStringLiteral("viewTree"));
    tree->setText(tr("&Workspace tree"));
    tree->setShortcut(QKeySequence(tr("Ctrl+B")));
    menu->addAction(tree);
    connect(add(menu, "viewFocus", tr("&From page to tree"), QKeySequence(Qt::Key_F6)), &QAction::triggered, this,
            &MainWindow::moveFocusOn);
    QMenu *themes = menu->addMenu(tr("&Theme"));
    auto *group = new QActionGroup(this);
    const Theme chosen = savedTheme(m_settings);
    for (const ThemeChoice &choice : themeChoices()) {
        QAction *action = add(themes, qPrintable(QStringLiteral("theme_") + choice.key), choice.title);
        action->setCheckable(true);
        action->setChecked(choice.theme == chosen);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choice] {
            m_settings.setValue(kThemeKey, choice.key);
            applyTheme(*qApp, choice.theme);
        });
    }
}

void MainWindow::buildHelpMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Help"));
    connect(add(menu, "helpPage", tr("&Help on this page"), QKeySequence::HelpContents), &QAction::triggered, this,
            &MainWindow::showHelp);
    QAction *action = add(menu, "helpAbout", tr("&About Fairlead"));
    action->setMenuRole(QAction::AboutRole);
    connect(action, &QAction::triggered, this, &MainWindow::about);
}

void MainWindow::showHelp()
{
    if (!m_help)
        m_help = new HelpWindow(this);
    m_help->showTopic(m_session.isOpen() ? currentPage()->key() : QStringLiteral("start"));
}

void MainWindow::about()
{
    auto *box = new QMessageBox(this);
    box->setObjectName(QStringLiteral("aboutBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Fairlead"));
    box->setIconPixmap(windowIcon().pixmap(64));
    box->setText(tr("<b>Fairlead %1</b>").arg(QApplication::applicationVersion()));
    const auto device = resolveDevice(DeviceChoice::Auto);
    box->setInformativeText(
        tr("<p>Which queries should go to which model, at every price, given only what your logs recorded.</p>"
           "<p>After <i>Causal LLM Routing: End-to-End Regret Minimization from Observational Data</i> "
           "(Tsiourvas, Sun, Perakis, 2025), arXiv 2505.16037.</p>"
           "<p>Trains on: %1.</p>"
           "<p>Free software under the GNU General Public License, version 3 or later.</p>")
            .arg(device ? QString::fromStdString(describeDevice(*device)) : tr("CPU")));
    box->open();
}

} // namespace fairlead
