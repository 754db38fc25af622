#pragma once

#include <QString>

#include <cstddef>
#include <string>
#include <string_view>

namespace fairlead {

/// Core's values as the window shows them.

[[nodiscard]] QString toText(std::string_view utf8);
[[nodiscard]] std::string toUtf8(const QString &text);
[[nodiscard]] QString countText(std::size_t count);        ///< 12345 -> "12,345"
[[nodiscard]] QString dateText(const std::string &isoUtc); ///< the person's own time zone, to the minute

} // namespace fairlead
