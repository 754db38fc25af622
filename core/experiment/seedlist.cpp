#include "core/experiment/seedlist.h"

#include "core/base/format.h"
#include "core/base/random.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace fairlead {

namespace {

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::uint64_t> wholeNumber(std::string_view text)
{
    text = trimmed(text);
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || fault != std::errc() || end != text.data() + text.size() || value > kLargestSeed)
        return std::nullopt;
    return value;
}

Error badSeeds(const std::string &sentence)
{
    return makeError(ErrorCode::BadInput, sentence);
}

} // namespace

Result<std::vector<std::uint64_t>> parseSeeds(std::string_view text)
{
    if (trimmed(text).empty())
        return badSeeds("Give at least one seed, such as 1, or 1-5.");
    std::vector<std::uint64_t> seeds;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        const std::string_view part = trimmed(text.substr(from, comma - from));
        from = comma + 1;
        const std::size_t dash = part.find('-');
        const auto first = wholeNumber(part.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : wholeNumber(part.substr(dash + 1));
        if (!first || !last)
            return badSeeds(part.empty() ? std::string("A seed is missing beside a comma.")
                                         : "'" + std::string(part) +
                                               "' is no seed. Write whole numbers: 1, or 1-5, or 1, 2, 7.");
        if (*last < *first)
            return badSeeds("'" + std::string(part) + "' runs backwards.");
        if (*last - *first >= kMostSeeds || seeds.size() + (*last - *first) >= kMostSeeds)
            return badSeeds("That is more than " + formatCount(double(kMostSeeds)) + " seeds at once.");
        for (std::uint64_t seed = *first; seed <= *last; ++seed) {
            if (std::ranges::find(seeds, seed) == seeds.end())
                seeds.push_back(seed);
        }
    }
    return seeds;
}

} // namespace fairlead
