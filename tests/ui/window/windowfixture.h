#pragma once

#include "core/ingest/import.h"
#include "tests/support/smalllog.h"
#include "ui/dialogs/ask.h"
#include "ui/mainwindow.h"
#include "ui/workspacecontents.h"

#include <QAbstractButton>
#include <QAction>
#include <QLineEdit>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace fairlead::test {

/// A window over a folder and settings of its own, shown and ready to be clicked.
class WindowFixture
{
public:
    WindowFixture()
        : m_settings(path("settings.ini"), QSettings::IniFormat)
    {
        reopen();
    }

    /// A new window with the same settings, as after a restart.
    void reopen()
    {
        m_window.reset();
        m_window = std::make_unique<MainWindow>(m_settings);
        m_window->show();
    }
    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    [[nodiscard]] MainWindow &window() { return *m_window; }
    template <typename Widget>
    [[nodiscard]] Widget *find(const char *name)
    {
        return m_window->findChild<Widget *>(QLatin1String(name));
    }
    /// Of one page, where two have a part of this name.
    template <typename Widget>
    [[nodiscard]] Widget *findOn(const char *page, const char *name)
    {
        return find<QWidget>(page)->findChild<Widget *>(QLatin1String(name));
    }
    /// In place of what a field holds, key by key.
    void type(const char *name, const QString &text)
    {
        auto *field = find<QLineEdit>(name);
        field->selectAll();
        if (text.isEmpty())
            QTest::keyClick(field, Qt::Key_Delete);
        else
            QTest::keyClicks(field, text);
    }
    void click(const char *name) { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
    void trigger(const char *name) { find<QAction>(name)->trigger(); }
    [[nodiscard]] bool isVisible(const char *name)
    {
        const auto *widget = find<QWidget>(name);
        return widget && widget->isVisible();
    }

    /// A workspace file with the small log in it as "log"; empty path where that failed.
    [[nodiscard]] QString makeWorkspace(int rows)
    {
        auto workspace = Workspace::create(path("w.fairlead").toStdString());
        if (!workspace)
            return {};
        ImportRequest request;
        request.file = writeTestFile(path("log.csv"), smallLog(rows)).toStdString();
        request.name = "log";
        return importDataset(*workspace, request, {}, {}) ? path("w.fairlead") : QString();
    }
    [[nodiscard]] WorkspaceSnapshot stored() { return *readWorkspace(path("w.fairlead").toStdString()); }

private:
    QTemporaryDir m_folder;
    QSettings m_settings;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace fairlead::test
