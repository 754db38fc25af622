#include "core/ingest/embeddingtext.h"

#include "core/ingest/text.h"

#include <charconv>
#include <cmath>

namespace fairlead {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view withoutBlanks(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    return text;
}

/// The text after one separator; a separator with nothing behind it is left in place, to be found bad.
std::string_view withoutSeparator(std::string_view text)
{
    text = withoutBlanks(text);
    if (text.size() > 1 && (text.front() == ',' || text.front() == ';'))
        return withoutBlanks(text.substr(1));
    return text;
}

} // namespace

std::string parseEmbedding(std::string_view text, std::vector<float> &values)
{
    values.clear();
    text = trimmed(text);
    if (text.empty())
        return "is empty";
    if (text.front() == '[') {
        if (text.back() != ']')
            return "starts with '[' and does not end with ']'";
        text = trimmed(text.substr(1, text.size() - 2));
    }
    while (!text.empty()) {
        double value = 0;
        const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error == std::errc::invalid_argument)
            return "holds " + excerpt(text) + ", which is no number";
        const auto narrow = static_cast<float>(value);
        if (error != std::errc() || !std::isfinite(narrow))
            return "holds a number that is not finite";
        values.push_back(narrow);
        text.remove_prefix(static_cast<std::size_t>(stopped - text.data()));
        const std::string_view next = withoutSeparator(text);
        if (!next.empty() && next.data() == text.data())
            return "holds " + excerpt(text) + ", which is no number";
        text = next;
    }
    return values.empty() ? "is empty" : "";
}

} // namespace fairlead
