#pragma once

#include <cstdint>

namespace fairlead {

/// One query changes model. `to` serves from lambda on: lambda is the least double at which it does, so a tie that `to`
/// wins counts as its own, and a tie that `from` wins puts the event just above the breakpoint.
struct SwitchEvent
{
    double lambda = 0;
    std::uint32_t query = 0;
    std::uint16_t from = 0;
    std::uint16_t to = 0;

    [[nodiscard]] bool isBefore(double at) const { return lambda <= at; }
    bool operator==(const SwitchEvent &) const = default;
};
static_assert(sizeof(SwitchEvent) == 16, "an index holds millions of these");

} // namespace fairlead
