#pragma once

#include "core/base/blockallocator.h"
#include "core/sweep/switchevent.h"

#include <stop_token>
#include <vector>

namespace fairlead {

/// All events of the runs by lambda, then query, on all cores: dealt into stretches of lambda, each of which is sorted
/// by itself. No two events of a query have the same lambda. Incomplete when asked to stop.
[[nodiscard]] BlockVector<SwitchEvent> sortEvents(std::vector<std::vector<SwitchEvent>> runs,
                                                  const std::stop_token &stop);

} // namespace fairlead
