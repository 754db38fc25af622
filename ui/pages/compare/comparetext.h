#pragma once

#include "core/base/estimate.h"
#include "core/causal/support.h"

#include <QString>

namespace fairlead {

/// Figures of the comparison as a person reads them.

[[nodiscard]] QString qualityText(double value); ///< "0.712"
[[nodiscard]] QString usdText(double dollars);   ///< "$1.23"
[[nodiscard]] QString percentText(double share); ///< "12.3%"

/// "0.712 ± 0.013", half of the 95% interval; the value alone where it has no error.
[[nodiscard]] QString withMargin(const Estimate &value, QString (*format)(double));
/// "+0.012 [-0.003, +0.027]"
[[nodiscard]] QString signedWithInterval(const Estimate &value, QString (*format)(double));
/// "0.712 [0.699, 0.725]"
[[nodiscard]] QString withInterval(const Estimate &value, QString (*format)(double));

[[nodiscard]] QString reasonText(const Judgement &judgement);    ///< the reasons in one line; empty for OK
[[nodiscard]] QString judgementText(const Judgement &judgement); ///< "CAUTION: ..." with a reason a line; empty for OK

} // namespace fairlead
