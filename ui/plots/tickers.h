#pragma once

#include "ui/widgets/costunit.h"

#include <QSharedPointer>

class QCPAxisTicker;

namespace fairlead {

/// Ticks of an axis in USD: "$0.05", "$2". Logarithmic ones stand at 1, 2, 5 times powers of ten.
[[nodiscard]] QSharedPointer<QCPAxisTicker> usdTicker(bool logarithmic);

/// Ticks of an axis that is linear in lambda, labelled in the unit.
[[nodiscard]] QSharedPointer<QCPAxisTicker> preferenceTicker(const PreferenceScale &scale);

/// Percents of any axis of shares, as fine as its range asks for.
[[nodiscard]] QSharedPointer<QCPAxisTicker> shareTicker();

/// Whole percents of a 0..1 axis.
[[nodiscard]] QSharedPointer<QCPAxisTicker> percentTicker();

} // namespace fairlead
