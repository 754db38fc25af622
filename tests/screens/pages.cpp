#include "tests/screens/pages.h"

#include "tests/screens/screens.h"

#include <QAbstractButton>
#include <QFileInfo>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>

namespace fairlead {

namespace {

/// Every tab but the first, which the page itself showed.
void renderTabs(Screens &screens, const char *tabsName, const QString &name)
{
    auto *tabs = screens.window().findChild<QTabWidget *>(QLatin1String(tabsName));
    for (int at = 1; tabs && at < tabs->count(); ++at) {
        tabs->setCurrentIndex(at);
        screens.settle();
        screens.grab(QStringLiteral("%1-%2-%3").arg(name).arg(QLatin1String(tabsName)).arg(at));
    }
    if (tabs)
        tabs->setCurrentIndex(0);
    screens.settle();
}

void press(Screens &screens, const char *button)
{
    if (auto *found = screens.window().findChild<QAbstractButton *>(QLatin1String(button)))
        found->click();
    screens.settle();
}

void renderBelowTheFold(Screens &screens, const char *area, const QString &name)
{
    auto *scroll = screens.window().findChild<QScrollArea *>(QLatin1String(area));
    if (!scroll)
        return;
    scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
    screens.settle();
    screens.grab(name + QStringLiteral("-below"));
}

void renderExplore(Screens &screens, const QString &name)
{
    renderTabs(screens, "whyTabs", name);
    press(screens, "pinAdd");
    renderTabs(screens, "exploreDetails", name);
}

void renderTrain(Screens &screens, const QString &name)
{
    press(screens, "trainAdvanced");
    screens.grab(name + QStringLiteral("-advanced"));
    renderBelowTheFold(screens, "trainFormScroll", name);
    press(screens, "trainAdvanced");
    press(screens, "trainJsonFold");
    renderBelowTheFold(screens, "trainFormScroll", name + QStringLiteral("-json"));
}

} // namespace

void renderPages(Screens &screens, const QString &workspace)
{
    screens.newWindow();
    screens.open(workspace);
    for (const QString &page : screens.window().pageKeys()) {
        const QString name = QStringLiteral("%1-%2").arg(QFileInfo(workspace).completeBaseName(), page);
        screens.showPage(page);
        screens.grab(name);
        if (page == QLatin1String("data"))
            renderTabs(screens, "dataTabs", name);
        else if (page == QLatin1String("trust"))
            renderBelowTheFold(screens, "trustContent", name);
        else if (page == QLatin1String("train"))
            renderTrain(screens, name);
        else if (page == QLatin1String("explore"))
            renderExplore(screens, name);
    }
}

} // namespace fairlead
