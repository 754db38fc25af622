#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fairlead {

/// Small readings of field text. Independent of the locale.

/// Without spaces, tabs and line ends at both sides.
[[nodiscard]] std::string_view trimmed(std::string_view text);

enum class NumberState
{
    Ok,
    Empty,
    NotANumber,
    NotFinite
};

struct ParsedNumber
{
    NumberState state = NumberState::Empty;
    double value = 0;
};

/// A decimal number with optional sign and exponent; NaN, infinity and overflow are NotFinite.
[[nodiscard]] ParsedNumber parseNumber(std::string_view text);

/// UTF-8 without NUL bytes.
[[nodiscard]] bool isCleanText(std::string_view text);

/// The start of a field as it may stand in a message: one line, valid UTF-8, at most about 40 bytes, in quotes.
[[nodiscard]] std::string excerpt(std::string_view text);

/// Lower case without spaces, '_' and '-': "Query ID" and "query_id" are the same name.
[[nodiscard]] std::string plainName(std::string_view name);

/// The last component of a field path: "response.cost_usd" -> "cost_usd".
[[nodiscard]] std::string_view lastComponent(std::string_view path);

/// The candidate most like `name`, empty when none is close enough to be meant.
[[nodiscard]] std::string closestName(std::string_view name, std::span<const std::string> candidates);

/// "a, b, c", at most `most` of them and then "and 12 more".
[[nodiscard]] std::string listNames(std::span<const std::string> names, std::size_t most = 40);

} // namespace fairlead
