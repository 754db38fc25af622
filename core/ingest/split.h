#pragma once

#include "core/store/dataset.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace fairlead {

/// The expected fraction of queries that judge.
inline constexpr double kHeldOutFraction = 0.3;

/// The side that a key hashes to: the same key is on the same side in every dataset, on every machine.
[[nodiscard]] Split splitOfKey(std::string_view key);

/// What is kept together on one side.
enum class SplitUnit
{
    Group,
    Query,
    Row
};
[[nodiscard]] std::string_view splitUnitKey(SplitUnit unit); ///< "group", "query", "row"

/// Decides the split of one dataset. Rows are shown to it first; then it says where each belongs.
/// Whole groups stay together where that leaves a usable held-out side (a tenth to a half of the rows); few or
/// lopsided groups fall back to single queries, and a handful of queries that all hash to one side to every third row.
class SplitPlan
{
public:
    void count(std::string_view group, std::string_view id);
    [[nodiscard]] SplitUnit unit() const;
    /// @param row counts the dataset's rows from 0
    [[nodiscard]] Split splitOf(std::string_view group, std::string_view id, std::size_t row) const;

private:
    std::size_t m_rows = 0;
    std::size_t m_grouped = 0;
    std::size_t m_heldOutByGroup = 0;
    std::size_t m_heldOutByQuery = 0;
};

} // namespace fairlead
