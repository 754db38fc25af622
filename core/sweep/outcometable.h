#pragma once

#include "core/base/matrix.h"

#include <cstdint>

namespace fairlead {

/// Quality and cost of one query served by one model: an influence value, or the truth.
struct Outcome
{
    double quality = 0;
    double cost = 0;
};

inline Outcome operator+(Outcome a, Outcome b)
{
    return {a.quality + b.quality, a.cost + b.cost};
}
inline Outcome operator-(Outcome a, Outcome b)
{
    return {a.quality - b.quality, a.cost - b.cost};
}

/// n x m outcomes, quality beside cost so that a look-up touches one cache line.
using OutcomeTable = Matrix<Outcome>;

/// Two matrices of one shape as one table.
[[nodiscard]] inline OutcomeTable interleave(const MatrixD &quality, const MatrixD &cost)
{
    OutcomeTable table(quality.rows(), quality.cols());
    for (std::size_t i = 0; i < table.size(); ++i)
        table.data()[i] = {quality.data()[i], cost.data()[i]};
    return table;
}

} // namespace fairlead
