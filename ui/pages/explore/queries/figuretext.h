#pragma once

#include "core/base/estimate.h"

#include <QString>

namespace fairlead {

inline constexpr double kShownQueries = 1000; ///< costs are shown per this many queries

[[nodiscard]] QString qualityFigure(double value);       ///< "0.812"
[[nodiscard]] QString signedFigure(double value);        ///< "+0.031", "−0.031"
[[nodiscard]] QString costFigure(double perQuery);       ///< "$0.62", per 1,000 queries
[[nodiscard]] QString signedCostFigure(double perQuery); ///< "+$0.62"
[[nodiscard]] QString percentFigure(double share);       ///< "12.3%"
/// One line of what may be many, cut where nobody reads on.
[[nodiscard]] QString oneLine(const QString &text);

} // namespace fairlead
