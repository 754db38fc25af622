#include "core/ingest/split.h"

#include "core/base/hash.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr double kLeastHeldOut = 0.1;
constexpr double kMostHeldOut = 0.5;
constexpr std::size_t kRowCycle = 3;

} // namespace

Split splitOfKey(std::string_view key)
{
    const double uniform = std::ldexp(static_cast<double>(hashText(key) >> 11), -53);
    return uniform < kHeldOutFraction ? Split::HeldOut : Split::Train;
}

std::string_view splitUnitKey(SplitUnit unit)
{
    switch (unit) {
    case SplitUnit::Group:
        return "group";
    case SplitUnit::Query:
        return "query";
    case SplitUnit::Row:
        return "row";
    }
    return "";
}

void SplitPlan::count(std::string_view group, std::string_view id)
{
    const bool byQuery = splitOfKey(id) == Split::HeldOut;
    const bool byGroup = group.empty() ? byQuery : splitOfKey(group) == Split::HeldOut;
    ++m_rows;
    m_grouped += !group.empty();
    m_heldOutByGroup += byGroup;
    m_heldOutByQuery += byQuery;
}

SplitUnit SplitPlan::unit() const
{
    const double share = static_cast<double>(m_heldOutByGroup) / static_cast<double>(std::max<std::size_t>(m_rows, 1));
    if (m_grouped > 0 && share >= kLeastHeldOut && share <= kMostHeldOut)
        return SplitUnit::Group;
    const bool bothSides = m_heldOutByQuery > 0 && m_heldOutByQuery < m_rows;
    return bothSides ? SplitUnit::Query : SplitUnit::Row;
}

Split SplitPlan::splitOf(std::string_view group, std::string_view id, std::size_t row) const
{
    switch (unit()) {
    case SplitUnit::Group:
        return splitOfKey(group.empty() ? id : group);
    case SplitUnit::Query:
        return splitOfKey(id);
    case SplitUnit::Row:
        break;
    }
    return row % kRowCycle == kRowCycle - 1 ? Split::HeldOut : Split::Train;
}

} // namespace fairlead
