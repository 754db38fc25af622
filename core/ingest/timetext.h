#pragma once

#include <optional>
#include <string_view>

namespace fairlead {

/// A moment as logs write it: ISO 8601 ("2026-03-01T12:30:00.250+01:00", with a space for the T, a date alone, without
/// a zone UTC), or a count since 1970 in seconds, milliseconds, microseconds or nanoseconds, told apart by size.
/// @return seconds since 1970, UTC; nothing where the text is none of these, or lies before 1973 as a count
[[nodiscard]] std::optional<double> parseTime(std::string_view text);

} // namespace fairlead
