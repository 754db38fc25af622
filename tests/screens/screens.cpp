#include "tests/screens/screens.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

namespace fairlead {

namespace {

constexpr int kGiveUpAfter = 60'000; ///< ms
constexpr int kQuietTurns = 4;

} // namespace

Screens::Screens(ScreenStyle style)
    : m_style(std::move(style))
    , m_settings(m_scratch.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
{
    QDir().mkpath(m_style.folder);
    applyTheme(*qApp, m_style.theme);
}

void Screens::newWindow()
{
    m_window.reset();
    m_settings.clear();
    m_window = std::make_unique<MainWindow>(m_settings);
    m_window->resize(m_style.size);
    m_window->show();
    settle();
}

void Screens::open(const QString &workspace)
{
    m_window->openWorkspace(workspace);
    settle();
}

void Screens::showPage(const QString &key)
{
    m_window->showPage(key);
    settle();
}

bool Screens::waitFor(const std::function<bool()> &condition)
{
    QElapsedTimer since;
    since.start();
    QEventLoop loop;
    QTimer tick;
    bool isMet = false;
    QObject::connect(&tick, &QTimer::timeout, &loop, [&] {
        isMet = condition();
        if (isMet || since.hasExpired(kGiveUpAfter))
            loop.quit();
    });
    tick.start(10);
    loop.exec();
    return isMet;
}

bool Screens::settle()
{
    int quiet = 0;
    return waitFor([&] {
        quiet = m_window->isSettled() ? quiet + 1 : 0;
        return quiet >= kQuietTurns;
    });
}

void Screens::grab(const QString &name)
{
    grab(*m_window, name);
}

void Screens::grab(QWidget &widget, const QString &name)
{
    const QString path = QDir(m_style.folder).filePath(name + QStringLiteral(".png"));
    if (widget.grab().save(path))
        ++m_written;
    else
        m_problems << QStringLiteral("could not write %1").arg(path);
}

} // namespace fairlead
