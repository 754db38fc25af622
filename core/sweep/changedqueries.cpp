#include "core/sweep/changedqueries.h"

#include <limits>

namespace fairlead {

std::vector<ChangedQuery> changedQueries(std::span<const SwitchEvent> events, std::size_t queries,
                                         const std::stop_token &stop)
{
    constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
    constexpr std::size_t kEventsBetweenStops = 1 << 16;
    std::vector<std::uint32_t> place(queries, kNone);
    std::vector<ChangedQuery> changed;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (i % kEventsBetweenStops == 0 && stop.stop_requested())
            break;
        const SwitchEvent &event = events[i];
        std::uint32_t &at = place[event.query];
        if (at == kNone) {
            at = static_cast<std::uint32_t>(changed.size());
            changed.push_back({event.lambda, event.lambda, event.query, 1, event.from, event.to});
            continue;
        }
        ChangedQuery &row = changed[at];
        row.lastLambda = event.lambda;
        row.to = event.to;
        ++row.changes;
    }
    return changed;
}

} // namespace fairlead
