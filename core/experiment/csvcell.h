#pragma once

#include <string>
#include <string_view>

namespace fairlead {

/// Shortest text that reads back as the same number.
[[nodiscard]] std::string exactCell(double value);
/// A text as a cell of RFC 4180, quoted where it has to be.
[[nodiscard]] std::string textCell(std::string_view text);

} // namespace fairlead
