#pragma once

#include "core/routers/correction.h"

namespace fairlead {

/// For core/routers only: networks of other forms as networks with one output a knot and model, so that everything
/// after training (use, save, load, export) knows one form.

/// Networks with m outputs each, one set a knot, as one set with knots * m outputs: their hidden units side by side,
/// each knot's outputs reading its own. All sets have the same shape.
[[nodiscard]] CorrectionNetworks sideBySide(const std::vector<CorrectionNetworks> &perKnot);

/// Networks that read [z, lambda] (lambda last), evaluated at the knots: at a given lambda its input is a part of the
/// hidden bias. @param positions in units of lambda_max
[[nodiscard]] CorrectionNetworks evaluatedAtKnots(const CorrectionNetworks &conditioned,
                                                  const std::vector<double> &positions);

} // namespace fairlead
