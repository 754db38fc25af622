#pragma once

#include "core/sweep/switchevent.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fairlead {

/// A query that changes model inside an interval of lambda. It may come back to where it was: `from` is `to` then.
struct ChangedQuery
{
    double firstLambda = 0; ///< of its first change
    double lastLambda = 0;
    std::uint32_t query = 0; ///< of the index
    std::uint32_t changes = 0;
    std::uint16_t from = 0; ///< serves at the interval's lower end
    std::uint16_t to = 0;   ///< serves at its upper end

    bool operator==(const ChangedQuery &) const = default;
};

/// The events of an interval, which lie next to each other in an index, as one row per query, in order of the first
/// change. One pass; 4 bytes a query of the index while it runs. Incomplete when asked to stop.
/// @param events SweepIndex::events(lo, hi); @param queries of the index
[[nodiscard]] std::vector<ChangedQuery> changedQueries(std::span<const SwitchEvent> events, std::size_t queries,
                                                       const std::stop_token &stop = {});

} // namespace fairlead
