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

/// Two matrices of one shape as one table. Outcomes of models that cannot be chosen are left zero, whatever they are.
/// On all cores. @param available n x m flags; null: all can
[[nodiscard]] OutcomeTable interleave(const MatrixD &quality, const MatrixD &cost,
                                      const Matrix<std::uint8_t> *available = nullptr);

} // namespace fairlead
