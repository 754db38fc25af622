#include "core/ingest/text.h"

#include "core/base/format.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <vector>

namespace fairlead {

namespace {

constexpr std::size_t kExcerptBytes = 40;
constexpr std::size_t kLongName = 80;

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

ParsedNumber parseNumber(std::string_view text)
{
    text = trimmed(text);
    if (text.empty())
        return {};
    if (text.size() > 1 && text[0] == '+' && text[1] != '-')
        text.remove_prefix(1);
    double value = 0;
    const char *end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc::invalid_argument || stopped != end)
        return {NumberState::NotANumber, 0};
    if (error == std::errc::result_out_of_range || !std::isfinite(value))
        return {NumberState::NotFinite, value};
    return {NumberState::Ok, value};
}

bool isCleanText(std::string_view text)
{
    return text.find('\0') == std::string_view::npos && simdjson::validate_utf8(text.data(), text.size());
}

std::string excerpt(std::string_view text)
{
    const bool valid = isCleanText(text);
    std::size_t size = std::min(text.size(), kExcerptBytes);
    while (valid && size < text.size() && size > 0 && isContinuation(text[size]))
        --size;
    std::string shown = "'";
    for (const char c : text.substr(0, size)) {
        const auto byte = static_cast<unsigned char>(c);
        shown += byte < 0x20 ? ' ' : !valid && byte >= 0x80 ? '?' : c;
    }
    return shown + (size < text.size() ? "...'" : "'");
}

std::string plainName(std::string_view name)
{
    std::string plain;
    for (const char c : name) {
        if (c == ' ' || c == '_' || c == '-')
            continue;
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return plain;
}

std::string_view lastComponent(std::string_view path)
{
    return path.substr(path.rfind('.') + 1);
}

std::string closestName(std::string_view name, std::span<const std::string> candidates)
{
    const std::string wanted = plainName(name);
    const std::string wantedLast = plainName(lastComponent(name));
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
    for (const std::string &candidate : candidates) {
        const std::string plain = plainName(candidate);
        const bool sameLeaf = !wantedLast.empty() && plainName(lastComponent(candidate)) == wantedLast;
        const std::size_t distance = sameLeaf ? 0 : editDistance(wanted, plain);
        if (distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

std::string listNames(std::span<const std::string> names, std::size_t most)
{
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
        list += (i == 0 ? "" : ", ") + (names[i].size() > kLongName ? excerpt(names[i]) : names[i]);
    if (names.size() > most)
        list += " and " + formatCount(static_cast<double>(names.size() - most)) + " more";
    return list;
}

} // namespace fairlead
