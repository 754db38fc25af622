#include "ui/models/displaytext.h"

#include "core/base/format.h"

#include <QDateTime>
#include <QTimeZone>

namespace fairlead {

QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string toUtf8(const QString &text)
{
    return text.toUtf8().toStdString();
}

QString countText(std::size_t count)
{
    return toText(formatCount(static_cast<double>(count)));
}

QString dateText(const std::string &isoUtc)
{
    QDateTime time = QDateTime::fromString(toText(isoUtc), Qt::ISODate);
    if (!time.isValid())
        return toText(isoUtc);
    time.setTimeZone(QTimeZone::utc());
    return time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

} // namespace fairlead
