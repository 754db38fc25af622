#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/causal/log.h"
#include "core/features/featurerows.h"

namespace fairlead {

/// What every estimator here relies on: rows and features, columns of one length, models in range, finite numbers.
[[nodiscard]] Result<void> checkLog(const FeatureRows &z, const LogView &log);

} // namespace fairlead
