#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fairlead {

/// One served model per row, as the estimators see it. Views only; the caller keeps the columns alive.
struct LogView
{
    std::span<const std::int32_t> model;   ///< in [0, models)
    std::span<const double> quality;
    std::span<const double> cost;          ///< any unit; the estimators are linear in it
    std::span<const double> propensity;    ///< logged probability of the served model; empty where not logged
    std::size_t models = 0;

    [[nodiscard]] std::size_t rows() const { return model.size(); }
};

} // namespace fairlead
