#include "ui/pages/train/runnames.h"

#include "ui/models/displaytext.h"

#include <QCoreApplication>

#include <algorithm>

namespace fairlead {

namespace {

/// The names of one method's runs, counted up together so that they stay a set.
QStringList namesOf(const QString &base, const std::vector<std::uint64_t> &seeds, const QStringList &taken)
{
    const auto isTaken = [&taken](const QString &name) { return taken.contains(name); };
    for (int k = 1;; ++k) {
        const QString counted = k == 1 ? base : QStringLiteral("%1 %2").arg(base).arg(k);
        QStringList names;
        for (const std::uint64_t seed : seeds)
            names << (seeds.size() == 1 ? counted
                                        : QCoreApplication::translate("RunNames", "%1 seed %2").arg(counted).arg(seed));
        if (std::ranges::none_of(names, isTaken))
            return names;
    }
}

} // namespace

QStringList runNames(const QString &typed, const QVector<Method> &methods, const std::vector<std::uint64_t> &seeds,
                     const QStringList &taken)
{
    QStringList names;
    for (const Method method : methods) {
        const QString key = toText(methodInfo(method).key);
        const QString base = typed.isEmpty()       ? key
                             : methods.size() == 1 ? typed
                                                   : QStringLiteral("%1 %2").arg(typed, key);
        names << namesOf(base, seeds, taken + names);
    }
    return names;
}

} // namespace fairlead
