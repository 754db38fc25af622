#include "app/headless.h"

#include "core/base/fileio.h"
#include "ui/mainwindow.h"
#include "ui/pages/explore/explorepage.h"
#include "ui/themesetting.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QRegularExpression>

#include <chrono>
#include <cstdio>

namespace fairlead {

namespace {

constexpr std::chrono::milliseconds kLookEvery{50};
constexpr std::chrono::milliseconds kGiveUpAfter{120'000};
constexpr int kQuietLooksNeeded = 3; // queued repaints come after the state is settled

[[noreturn]] void leave(const QString &message)
{
    std::fprintf(stderr, "fairlead: %s\n", qPrintable(message));
    std::exit(2);
}

QSize sizeFromText(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{2,5})x(\\d{2,5})$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        leave(QObject::tr("--size takes WIDTHxHEIGHT, for example 1100x700, not '%1'.").arg(text));
    return {match.captured(1).toInt(), match.captured(2).toInt()};
}

} // namespace

Options parseOptions(const QCoreApplication &app)
{
    const auto text = [](const char *source) { return QObject::tr(source); };
    QCommandLineParser parser;
    parser.setApplicationDescription(text("Causal LLM routing from logs: every query, every model, every price."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("workspace"), text("A .fairlead file to open, or a log to import."),
                                 QStringLiteral("[workspace]"));
    const QCommandLineOption page(QStringLiteral("page"),
                                  text("Open on this page: data, trust, train, explore or compare."),
                                  QStringLiteral("page"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"), text("Write the window to a PNG file and leave."),
                                        QStringLiteral("file"));
    const QCommandLineOption pictures(
        QStringLiteral("pictures"),
        text("Write frontier.png and shares.png of the newest router to a folder and leave."),
        QStringLiteral("folder"));
    const QCommandLineOption size(QStringLiteral("size"), text("Size of the window, 1100x700."), QStringLiteral("WxH"));
    const QCommandLineOption theme(QStringLiteral("theme"), text("light, dark or system."), QStringLiteral("theme"));
    const QCommandLineOption scale(QStringLiteral("scale"), text("Scale of the window, 1 or 2 or 1.5."),
                                   QStringLiteral("factor"));
    const QCommandLineOption settings(QStringLiteral("settings"), text("Keep settings in this folder."),
                                      QStringLiteral("folder"));
    parser.addOptions({page, screenshot, pictures, size, theme, scale, settings});
    parser.process(app);

    Options options;
    options.workspace = parser.positionalArguments().value(0);
    options.page = parser.value(page);
    options.screenshot = parser.value(screenshot);
    options.pictures = parser.value(pictures);
    options.settingsFolder = parser.value(settings);
    if (parser.isSet(size))
        options.size = sizeFromText(parser.value(size));
    if (parser.isSet(theme)) {
        options.theme = themeFromKey(parser.value(theme));
        if (!options.theme)
            leave(text("--theme takes light, dark or system."));
    }
    static const QStringList pages{QStringLiteral("data"), QStringLiteral("trust"), QStringLiteral("train"),
                                   QStringLiteral("explore"), QStringLiteral("compare")};
    if (!options.pictures.isEmpty())
        options.page = QStringLiteral("explore");
    if (!options.page.isEmpty() && !pages.contains(options.page))
        leave(text("--page takes data, trust, train, explore or compare."));
    if (!options.pictures.isEmpty() && options.workspace.isEmpty())
        leave(text("--pictures needs a workspace."));
    return options;
}

Headless::Headless(MainWindow &window, const Options &options)
    : m_window(window)
    , m_options(options)
{
    if (!options.isHeadless())
        return;
    connect(&window, &MainWindow::openingFailed, this, &Headless::fail);
    connect(&m_timer, &QTimer::timeout, this, &Headless::look);
    m_since.start();
    m_timer.start(kLookEvery);
}

void Headless::look()
{
    if (m_since.hasExpired(kGiveUpAfter.count()))
        return fail(tr("The page was not drawn within two minutes. Open the workspace in the window to see why."));
    m_quietLooks = m_window.isSettled() ? m_quietLooks + 1 : 0;
    if (m_quietLooks < kQuietLooksNeeded)
        return;
    m_timer.stop();
    if (write())
        QApplication::exit(0);
}

bool Headless::write()
{
    if (const auto safe = requireSafeOutput(m_options.screenshot.toStdString(), {m_options.workspace.toStdString()});
        !safe) {
        fail(QString::fromStdString(safe.error().message));
        return false;
    }
    if (!m_options.screenshot.isEmpty() && !m_window.grab().save(m_options.screenshot)) {
        fail(tr("Could not write '%1'. Name a .png file in a folder that is there.").arg(m_options.screenshot));
        return false;
    }
    if (m_options.pictures.isEmpty())
        return true;
    if (!QDir().mkpath(m_options.pictures) || !m_window.hasRouters() ||
        !m_window.explorePage()->savePictures(m_options.pictures)) {
        fail(
            tr("Could not write the pictures to '%1'. Is there a trained router in the workspace, and may you write to "
               "that folder?")
                .arg(m_options.pictures));
        return false;
    }
    return true;
}

void Headless::fail(const QString &message)
{
    m_timer.stop();
    std::fprintf(stderr, "fairlead: %s\n", qPrintable(message));
    QApplication::exit(1);
}

} // namespace fairlead
