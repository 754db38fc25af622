#include "app/headless.h"
#include "core/base/blas.h"
#include "ui/mainwindow.h"
#include "ui/themesetting.h"

#include <QApplication>
#include <QSettings>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string_view>

using namespace fairlead;

namespace {

/// Qt reads its scale before QApplication exists, and so before options can be parsed.
void applyScaleOption(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        if (std::strncmp(argv[i], "--scale=", 8) == 0)
            qputenv("QT_SCALE_FACTOR", argv[i] + 8);
        else if (std::strcmp(argv[i], "--scale") == 0 && i + 1 < argc)
            qputenv("QT_SCALE_FACTOR", argv[i + 1]);
    }
}

/// Help and version are for a terminal, and need no display.
bool asksForTextOnly(int argc, char **argv)
{
    return std::any_of(argv + 1, argv + argc, [](const std::string_view argument) {
        return argument == "--help" || argument == "-h" || argument == "--help-all" || argument == "--version" ||
               argument == "-v";
    });
}

void nameApplication()
{
    QCoreApplication::setApplicationName(QStringLiteral("Fairlead"));
    QCoreApplication::setOrganizationName(QStringLiteral("Fairlead"));
    QCoreApplication::setApplicationVersion(QStringLiteral(FAIRLEAD_VERSION));
}

} // namespace

int main(int argc, char **argv)
{
    if (asksForTextOnly(argc, argv)) {
        const QCoreApplication app(argc, argv);
        nameApplication();
        (void)parseOptions(app); // prints and leaves
        return 0;
    }
    applyScaleOption(argc, argv);
    QApplication app(argc, argv);
    nameApplication();
    QApplication::setDesktopFileName(QStringLiteral("fairlead"));

    const Options options = parseOptions(app);
    if (!options.settingsFolder.isEmpty()) {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, options.settingsFolder);
    }
    QSettings settings;
    applyTheme(app, options.theme.value_or(savedTheme(settings)));

    MainWindow window(settings);
    if (options.size.isValid())
        window.resize(options.size);
    if (!options.page.isEmpty())
        window.showPage(options.page);
    if (const auto warning = slowBlasWarning()) {
        std::fprintf(stderr, "%s\n", warning->c_str());
        window.showWarning(QString::fromStdString(*warning));
    }
    Headless headless(window, options);
    window.show();
    if (options.isHeadless() && !options.workspace.isEmpty())
        window.openWorkspace(options.workspace); // a log would ask where to keep its workspace
    else if (!options.workspace.isEmpty())
        window.openFile(options.workspace);
    return QApplication::exec();
}
