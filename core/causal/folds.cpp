#include "core/causal/folds.h"

#include "core/base/random.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace fairlead {

namespace {

/// Rows that have to share a fold.
std::vector<std::vector<std::size_t>> rowsByGroup(std::span<const std::string> groups, std::size_t rows)
{
    std::vector<std::vector<std::size_t>> members;
    std::unordered_map<std::string_view, std::size_t> known;
    for (std::size_t i = 0; i < rows; ++i) {
        if (i >= groups.size() || groups[i].empty()) {
            members.push_back({i});
            continue;
        }
        const auto [found, isNew] = known.try_emplace(groups[i], members.size());
        if (isNew)
            members.emplace_back();
        members[found->second].push_back(i);
    }
    return members;
}

} // namespace

std::vector<std::int32_t> assignFolds(std::span<const std::string> groups, std::size_t rows, int folds,
                                      std::uint64_t seed)
{
    auto members = rowsByGroup(groups, rows);
    Random random(deriveSeed(seed, "folds"));
    random.shuffle(std::span(members));
    // Large groups first: what is left over for the end is small and evens the folds out.
    std::stable_sort(members.begin(), members.end(), [](const auto &a, const auto &b) { return a.size() > b.size(); });

    std::vector<std::size_t> size(static_cast<std::size_t>(std::max(folds, 1)), 0);
    std::vector<std::int32_t> fold(rows, 0);
    for (const auto &group : members) {
        const auto smallest = std::min_element(size.begin(), size.end()) - size.begin();
        for (const std::size_t i : group)
            fold[i] = static_cast<std::int32_t>(smallest);
        size[static_cast<std::size_t>(smallest)] += group.size();
    }
    return fold;
}

} // namespace fairlead
