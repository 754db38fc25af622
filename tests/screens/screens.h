#pragma once

#include "ui/mainwindow.h"
#include "ui/widgets/theme.h"

#include <QSettings>
#include <QSize>
#include <QString>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace fairlead {

/// Where pictures go and how the window looks on them.
struct ScreenStyle
{
    QString folder; ///< of this theme and size
    Theme theme = Theme::Light;
    QSize size; ///< of the window, logical pixels
};

/// One window after the other over settings of its own, brought into a state and grabbed.
class Screens final
{
public:
    explicit Screens(ScreenStyle style);

    /// A fresh window without a workspace.
    void newWindow();
    [[nodiscard]] MainWindow &window() { return *m_window; }
    void open(const QString &workspace); ///< and waits
    void showPage(const QString &key);   ///< and waits
    /// Lets the window work until it is settled; false when it was not within a minute.
    bool settle();
    /// Lets the window work until the condition holds; false when it did not within a minute.
    bool waitFor(const std::function<bool()> &condition);
    void grab(const QString &name);
    void grab(QWidget &widget, const QString &name);
    [[nodiscard]] int written() const { return m_written; }
    [[nodiscard]] const QStringList &problems() const { return m_problems; }
    [[nodiscard]] QString scratch(const QString &name) const { return m_scratch.filePath(name); }

private:
    ScreenStyle m_style;
    QTemporaryDir m_scratch;
    QSettings m_settings;
    std::unique_ptr<MainWindow> m_window;
    int m_written = 0;
    QStringList m_problems;
};

} // namespace fairlead
