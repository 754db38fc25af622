#pragma once

#include "ui/widgets/theme.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSize>
#include <QString>
#include <QTimer>

#include <optional>

class QCoreApplication;

namespace fairlead {

class MainWindow;

/// The command line of the window.
struct Options
{
    QString workspace;
    QString page;
    QString screenshot; ///< PNG to write; empty: none
    QString pictures;   ///< folder for frontier.png and shares.png; empty: none
    QSize size;
    std::optional<Theme> theme;
    QString settingsFolder; ///< empty: the person's own

    [[nodiscard]] bool isHeadless() const { return !screenshot.isEmpty() || !pictures.isEmpty(); }
};

/// Leaves the program with a message where the command line cannot be understood.
[[nodiscard]] Options parseOptions(const QCoreApplication &app);

/// Runs the window without a person: waits until everything asked for is drawn, writes the pictures and leaves. What
/// cannot be opened, or takes longer than two minutes, is a message on stderr and exit code 1. Does nothing where no
/// picture was asked for.
class Headless final : public QObject
{
    Q_OBJECT

public:
    Headless(MainWindow &window, const Options &options);

private:
    void look();
    [[nodiscard]] bool write();
    void fail(const QString &message);

    MainWindow &m_window;
    Options m_options;
    QTimer m_timer;
    QElapsedTimer m_since;
    int m_quietLooks = 0;
};

} // namespace fairlead
