#pragma once

#include "ui/widgets/costunit.h"

#include <algorithm>
#include <memory>

namespace fairlead::test {

/// 4 USD at lambda 0, falling in a line to a cent at 399.
inline std::shared_ptr<const MeanCostMap> linearCost()
{
    auto map = std::make_shared<MeanCostMap>();
    map->costAt = [](double lambda) { return std::optional(4 - lambda / 100); };
    map->lambdaOf = [](double cost) {
        return cost >= 0 ? std::optional(std::max(0.0, 100 * (4 - cost))) : std::nullopt;
    };
    for (int k = 0; k < 400; ++k) {
        map->lambda.append(k);
        map->cost.append((400 - k) / 100.0);
    }
    return map;
}

} // namespace fairlead::test
