#include "ui/pages/train/runnames.h"

#include "ui/models/displaytext.h"

#include <QCoreApplication>

namespace fairlead {

QStringList runNames(const QString &typed, const QVector<Method> &methods, const std::vector<std::uint64_t> &seeds,
                     const QStringList &taken)
{
    QStringList names;
    for (const Method method : methods) {
        const QString key = toText(methodInfo(method).key);
        const QString base = typed.isEmpty()       ? key
                             : methods.size() == 1 ? typed
                                                   : QStringLiteral("%1 %2").arg(typed, key);
        for (const std::uint64_t seed : seeds) {
            const QString wanted =
                seeds.size() == 1 ? base : QCoreApplication::translate("RunNames", "%1 seed %2").arg(base).arg(seed);
            QString name = wanted;
            for (int k = 2; taken.contains(name) || names.contains(name); ++k)
                name = QStringLiteral("%1 %2").arg(wanted).arg(k);
            names << name;
        }
    }
    return names;
}

} // namespace fairlead
