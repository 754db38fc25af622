#pragma once

#include <QStringList>

class QSettings;

namespace fairlead {

/// The workspaces opened last, newest first, kept in the settings.
class RecentFiles final
{
public:
    static constexpr int kKept = 10;

    explicit RecentFiles(QSettings &settings)
        : m_settings(settings)
    {}

    [[nodiscard]] QStringList paths() const;
    void add(const QString &path);
    void remove(const QString &path);
    void clear();

private:
    QSettings &m_settings;
};

} // namespace fairlead
