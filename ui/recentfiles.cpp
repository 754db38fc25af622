#include "ui/recentfiles.h"

#include <QSettings>

namespace fairlead {

namespace {

const QString kKey = QStringLiteral("recentFiles");

} // namespace

QStringList RecentFiles::paths() const
{
    return m_settings.value(kKey).toStringList();
}

void RecentFiles::add(const QString &path)
{
    QStringList list = paths();
    list.removeAll(path);
    list.prepend(path);
    m_settings.setValue(kKey, list.mid(0, kKept));
}

void RecentFiles::remove(const QString &path)
{
    QStringList list = paths();
    list.removeAll(path);
    m_settings.setValue(kKey, list);
}

void RecentFiles::clear()
{
    m_settings.remove(kKey);
}

} // namespace fairlead
