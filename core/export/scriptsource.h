#pragma once

#include <string_view>

/// For core/export only: the TorchScript that exported routers are made of. Every module has the common part and one
/// `knot_scores(embedding) -> Tensor`, B x knots x m in float64; the buffers it reads are named in scriptsource.cpp.
namespace fairlead {

/// forward and decide: linear between knots, then the highest score with ties to the cheaper model.
/// Buffers: knots [K], cheapest_first [m].
extern const std::string_view kCommonScript;

/// (mu_a - lambda mu_c) / tau + correction. Buffers: mean [d], inverse_scale [], weights [d, 2m], intercept [2m],
/// centroids [d, cells], half_norms [cells], cell_values [cells, 2m], lambdas [K, 1], temperature [];
/// attribute cell_counts. Of each forest (quality_forest, cost_forest): _roots [trees], _feature, _threshold, _left [nodes],
/// _values [leaves, m]. Needs `correction(z)`.
extern const std::string_view kOutcomeScript;

/// correction(z): zero, or K' networks as one. Buffers: hidden [d, h], hidden_bias [h], output [h, q], output_bias [q].
extern const std::string_view kNoCorrectionScript;
extern const std::string_view kNetworkScript;

/// knot_scores = correction(z), the same at every knot where there is one output a model. Buffers: mean, inverse_scale.
/// Needs `correction(z)`.
extern const std::string_view kNetworkOnlyScript;

/// Buffers: mean, inverse_scale, rows [n, d] float32 of unit length, served [n, m] one-hot, quality [n], cost [n];
/// attributes quality_neighbours and cost_neighbours.
extern const std::string_view kCarrotScript;

/// Buffers: mean, inverse_scale, rows [n, d] float32 of unit length, outcomes [n, 2], overall [2]; attributes first
/// (row of each model's first, m + 1 values) and neighbours.
extern const std::string_view kNeighbourScript;

/// Buffer: line [2, m].
extern const std::string_view kConstantScript;

} // namespace fairlead
