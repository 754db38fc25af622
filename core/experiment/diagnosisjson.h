#pragma once

#include "core/causal/support.h"
#include "core/causal/supportfigures.h"

#include <optional>
#include <string>

namespace fairlead {

/// A diagnosis as the workspace keeps it. Reading gives nothing for text that is damaged or of another number of
/// models; the diagnosis is then made again.

[[nodiscard]] std::string toJson(const SupportReport &support);
[[nodiscard]] std::optional<SupportReport> supportFromJson(const std::string &text, std::size_t models);

[[nodiscard]] std::string toJson(const SupportFigures &figures);
[[nodiscard]] std::optional<SupportFigures> figuresFromJson(const std::string &text, std::size_t models);

} // namespace fairlead
