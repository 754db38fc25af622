#pragma once

#include "core/base/matrix.h"

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
    const Matrix<std::uint8_t> *available = nullptr; ///< n x m, 1 where a model could be chosen; null: everywhere

    [[nodiscard]] std::size_t rows() const { return model.size(); }
    [[nodiscard]] bool isAvailable(std::size_t row, std::size_t t) const
    {
        return available == nullptr || (*available)(row, t) != 0;
    }
};

} // namespace fairlead
