#pragma once

#include "core/routers/method.h"

#include <QStringList>
#include <QVector>

#include <cstdint>
#include <vector>

namespace fairlead {

/// Free and telling names for every method with every seed, methods first: "rm-interval"; "rm-interval seed 2" where
/// there are several seeds; with a typed name, that one in the method's place or, with several methods, before it.
/// A name that is taken is counted up: "rm-interval 2".
[[nodiscard]] QStringList runNames(const QString &typed, const QVector<Method> &methods,
                                   const std::vector<std::uint64_t> &seeds, const QStringList &taken);

} // namespace fairlead
