// Renders every page and every state of the window into pictures, so that someone can look at all of them.
#include "tests/screens/pages.h"
#include "tests/screens/screens.h"
#include "tests/screens/states.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <cstdio>

using namespace fairlead;

int main(int argc, char **argv)
{
    QStandardPaths::setTestModeEnabled(true);
    const QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("fairlead-screens"));
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Pictures of every page and state of the window."));
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("out"), QStringLiteral("Folder for the pictures."), QStringLiteral("folder")},
         {QStringLiteral("name"), QStringLiteral("Of this size, in folder names."), QStringLiteral("name")},
         {QStringLiteral("size"), QStringLiteral("Of the window, logical pixels."), QStringLiteral("WxH"),
          QStringLiteral("1280x800")},
         {QStringLiteral("states"), QStringLiteral("Render the empty, busy and failed states too.")}});
    parser.addPositionalArgument(QStringLiteral("workspaces"), QStringLiteral("To show every page of; never changed."));
    parser.process(app);

    const QStringList sides = parser.value(QStringLiteral("size")).split(QLatin1Char('x'));
    const QSize size(sides.value(0).toInt(), sides.value(1).toInt());
    if (!parser.isSet(QStringLiteral("out")) || size.isEmpty()) {
        std::fputs("fairlead-screens: --out FOLDER and --size WxH are needed.\n", stderr);
        return 2;
    }
    QStringList problems;
    int written = 0;
    for (const auto &[key, theme] : {std::pair{"light", Theme::Light}, std::pair{"dark", Theme::Dark}}) {
        const QString folder =
            QStringLiteral("%1/%2-%3")
                .arg(parser.value(QStringLiteral("out")), QLatin1String(key), parser.value(QStringLiteral("name")));
        Screens screens({folder, theme, size});
        for (const QString &workspace : parser.positionalArguments()) {
            // A copy: opening may migrate a file, and pages keep what they computed in it.
            const QString copy = screens.scratch(QFileInfo(workspace).fileName());
            if (!QFile::copy(workspace, copy) || !QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner)) {
                problems << QStringLiteral("could not copy %1").arg(workspace);
                continue;
            }
            renderPages(screens, copy);
        }
        if (parser.isSet(QStringLiteral("states")))
            renderStates(screens);
        written += screens.written();
        problems += screens.problems();
    }
    std::printf("%d pictures\n", written);
    for (const QString &problem : std::as_const(problems))
        std::fprintf(stderr, "fairlead-screens: %s\n", qPrintable(problem));
    return problems.isEmpty() ? 0 : 1;
}
