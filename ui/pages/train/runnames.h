#pragma once

#include "core/routers/method.h"

#include <QStringList>
#include <QVector>

#include <cstdint>
#include <vector>

namespace fairlead {

/// Free and telling names for every method with every seed, methods first: "rm-interval"; "rm-interval seed 2" where
/// there are several seeds; with a typed name, that one in the method's place or, with several methods, before it.
/// Where a name is taken, those of its method are counted up: "rm-interval 2", "rm-interval 2 seed 1".
[[nodiscard]] QStringList runNames(const QString &typed, const QVector<Method> &methods,
                                   const std::vector<std::uint64_t> &seeds, const QStringList &taken);

} // namespace fairlead
