#pragma once

#include <string>

namespace fairlead::cli {

/// One CSV field (RFC 4180), quoted where it must be.
[[nodiscard]] inline std::string csvCell(const std::string &text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

} // namespace fairlead::cli
