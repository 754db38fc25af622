#include "tests/screens/states.h"

#include "core/experiment/training.h"
#include "core/ingest/import.h"
#include "core/store/datasetrepository.h"
#include "tests/screens/screens.h"
#include "tests/support/smalllog.h"
#include "ui/dialogs/importdialog.h"
#include "ui/help/helpwindow.h"
#include "ui/workspacetree.h"

#include <QAction>
#include <QDateTime>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTimeZone>

namespace fairlead {

namespace {

constexpr int kRows = 600;

/// The log of a fixed rule: short prompts to one model, long ones to another. It cannot support an answer.
QByteArray fixedRuleLog()
{
    QByteArray csv = "prompt,model,quality,cost\n";
    for (int row = 0; row < kRows; ++row) {
        const bool isLong = row % 3 == 0;
        csv += "question " + QByteArray::number(row) +
               (isLong ? " with a long and winding explanation of what is wanted" : "") +
               (isLong ? ",large," : ",small,") + (row % 5 < 3 ? "1," : "0,") + (isLong ? "0.01\n" : "0.001\n");
    }
    return csv;
}

/// The small log with a query an hour.
QByteArray timedLog()
{
    QByteArray csv;
    QDateTime at(QDate(2026, 3, 1), QTime(0, 0), QTimeZone::utc());
    for (const QByteArray &line : test::smallLog(kRows).split('\n')) {
        if (!line.isEmpty())
            csv += line + ',' + (csv.isEmpty() ? QByteArray("time") : at.toString(Qt::ISODate).toLatin1()) + '\n';
        at = at.addSecs(3600);
    }
    return csv;
}

/// A workspace with this log as "log"; with a router where a method is given.
QString makeWorkspace(const Screens &screens, const QString &name, const QByteArray &csv, bool trained)
{
    const QString path = screens.scratch(name + QStringLiteral(".fairlead"));
    QFile::remove(path);
    auto workspace = Workspace::create(path.toStdString());
    if (!workspace)
        return {};
    if (csv.isEmpty())
        return path;
    ImportRequest request;
    request.file = test::writeTestFile(screens.scratch(name + QStringLiteral(".csv")), csv).toStdString();
    request.name = "log";
    const auto imported = importDataset(*workspace, request, {}, {});
    if (!imported)
        return {};
    if (trained)
        (void)trainRouter(*workspace, imported->dataset, "rm-interval", TrainConfig(), {}, {});
    return path;
}

void everyPage(Screens &screens, const QString &state)
{
    for (const QString &page : screens.window().pageKeys()) {
        screens.showPage(page);
        screens.grab(QStringLiteral("%1-%2").arg(state, page));
    }
}

void openAndShow(Screens &screens, const QString &state, const QString &workspace)
{
    screens.newWindow();
    screens.open(workspace);
    everyPage(screens, state);
}

/// The file goes away under the open window, then a page that was not loaded yet is asked for.
void failures(Screens &screens)
{
    for (const char *page : {"trust", "explore", "compare", "data", "train"}) {
        const QString path = makeWorkspace(screens, QStringLiteral("gone"), test::smallLog(kRows), true);
        screens.newWindow();
        screens.open(path);
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::remove(path + QLatin1String(suffix));
        emit screens.window().session().contentsChanged();
        screens.showPage(QLatin1String(page));
        screens.grab(QStringLiteral("gone-%1").arg(QLatin1String(page)));
    }
    screens.newWindow();
    screens.open(test::writeTestFile(screens.scratch(QStringLiteral("text.fairlead")), "just some text, no database"));
    screens.grab(QStringLiteral("no-workspace"));
}

void importDialogs(Screens &screens)
{
    const std::pair<const char *, QByteArray> files[] = {
        {"good", test::smallLog(kRows)},
        {"empty", QByteArray()},
        {"no-cost", "prompt,model,quality\nhello,small,1\n"},
        {"bad-rows",
         "prompt,model,quality,cost\nhello,small,1,0.1\nhello,small,many,0.1\nhello,,1,-3\nhello,large,0,0.2\n"},
    };
    for (const auto &[name, bytes] : files) {
        screens.newWindow();
        screens.open(makeWorkspace(screens, QStringLiteral("import"), {}, false));
        screens.window().openFile(
            test::writeTestFile(screens.scratch(QLatin1String(name) + QStringLiteral(".csv")), bytes));
        auto *dialog = screens.window().findChild<ImportDialog *>();
        if (!dialog)
            continue;
        screens.waitFor([dialog] { return dialog->isSettled(); });
        screens.grab(*dialog, QStringLiteral("import-%1").arg(QLatin1String(name)));
        dialog->reject();
    }
}

void undoAndHelp(Screens &screens)
{
    screens.newWindow();
    screens.open(makeWorkspace(screens, QStringLiteral("deleted"), test::smallLog(kRows), true));
    auto *tree = screens.window().findChild<WorkspaceTree *>();
    tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
    tree->findChild<QAction *>(QStringLiteral("treeDelete"))->trigger();
    screens.settle();
    screens.grab(QStringLiteral("router-deleted"));
    for (const QString &topic :
         screens.window().pageKeys() + QStringList{QStringLiteral("start"), QStringLiteral("words")}) {
        HelpWindow help;
        help.showTopic(topic);
        screens.grab(help, QStringLiteral("help-%1").arg(topic));
    }
}

void requestsOverTime(Screens &screens)
{
    screens.newWindow();
    screens.open(makeWorkspace(screens, QStringLiteral("timed"), timedLog(), false));
    screens.showPage(QStringLiteral("data"));
    screens.window().findChild<QTabWidget *>(QStringLiteral("dataTabs"))->setCurrentIndex(2);
    screens.settle();
    screens.grab(QStringLiteral("timed-data"));
}

void runningTraining(Screens &screens)
{
    const auto isVisible = [&](const char *name) {
        const auto *widget = screens.window().findChild<QWidget *>(QLatin1String(name));
        return widget && widget->isVisible();
    };
    screens.newWindow();
    screens.open(makeWorkspace(screens, QStringLiteral("busy"), test::smallLog(20 * kRows), false));
    screens.showPage(QStringLiteral("train"));
    auto *start = screens.window().findChild<QPushButton *>(QStringLiteral("trainStart"));
    if (!start || !screens.waitFor([start] { return start->isEnabled(); }))
        return;
    start->click();
    screens.waitFor([&] { return isVisible("jobRow"); });
    screens.window().showPage(QStringLiteral("trust"));
    screens.grab(QStringLiteral("training-trust"));
    screens.window().showPage(QStringLiteral("train"));
    screens.waitFor([&] { return isVisible("lossCurve"); });
    screens.grab(QStringLiteral("training-train"));
    screens.window().session().stopAll();
    screens.settle();
    screens.showPage(QStringLiteral("train"));
    screens.grab(QStringLiteral("stopped-train"));
}

} // namespace

void renderStates(Screens &screens)
{
    screens.newWindow();
    screens.grab(QStringLiteral("start"));
    openAndShow(screens, QStringLiteral("empty"), makeWorkspace(screens, QStringLiteral("empty"), {}, false));
    openAndShow(screens, QStringLiteral("untrained"),
                makeWorkspace(screens, QStringLiteral("untrained"), test::smallLog(kRows), false));
    openAndShow(screens, QStringLiteral("refused"),
                makeWorkspace(screens, QStringLiteral("refused"), fixedRuleLog(), true));
    failures(screens);
    importDialogs(screens);
    undoAndHelp(screens);
    requestsOverTime(screens);
    runningTraining(screens);
}

} // namespace fairlead
