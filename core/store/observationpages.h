#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/store/dataset.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// One stored outcome with its query, as a table shows it.
struct Observation
{
    std::int64_t place = 0; ///< in the order of arrival, from 0
    std::int64_t row = 0;   ///< of its query
    std::int32_t model = 0; ///< ordinal
    double quality = 0;     ///< NaN: none
    double cost = 0;        ///< USD; NaN: none
    double propensity = 0;  ///< NaN: not logged
    double time = 0;        ///< seconds since 1970, UTC; NaN: not logged
    Split split = Split::Train;
    std::string queryId;
    std::string segment;
    std::string prompt; ///< its first kPromptStart characters
};

/// What a table can be sorted by.
enum class ObservationOrder
{
    Place,
    Model,
    Quality,
    Cost,
    Propensity,
    Time
};

struct ObservationFilter
{
    std::optional<std::int32_t> model;
    std::optional<Split> split;
    std::string text; ///< found in the query's id or prompt; letters of ASCII in either case
    ObservationOrder order = ObservationOrder::Place;
    bool isDescending = false; ///< outcomes without a value come last either way

    bool operator==(const ObservationFilter &) const = default;
    /// Every outcome in the order of arrival: no list is needed.
    [[nodiscard]] bool isTrivial() const { return *this == ObservationFilter{}; }
};

/// Places of the outcomes that a filter leaves, in its order.
struct ObservationMatches
{
    std::vector<std::uint32_t> places;
    bool isCut = false; ///< there are more than kMostMatches
};

/// Reads the outcomes of a dataset a page at a time: the cost of a page does not depend on how many rows there are.
class ObservationPages
{
public:
    static constexpr std::size_t kPromptStart = 240;
    static constexpr std::size_t kMostMatches = 20'000'000; ///< four bytes each

    explicit ObservationPages(Workspace &workspace)
        : m_workspace(workspace)
    {}

    /// How many outcomes there are, without reading them.
    [[nodiscard]] Result<std::size_t> count(DatasetId id) const;
    /// At most `count` of them from a place on; fewer at the end.
    [[nodiscard]] Result<std::vector<Observation>> page(DatasetId id, std::size_t first, std::size_t count) const;
    /// Those at the given places, in that order; a place that holds nothing is damage.
    [[nodiscard]] Result<std::vector<Observation>> at(DatasetId id, std::span<const std::uint32_t> places) const;
    /// A pass over the dataset. A stop is ErrorCode::Cancelled, within milliseconds.
    [[nodiscard]] Result<ObservationMatches> find(DatasetId id, const ObservationFilter &filter,
                                                  const std::stop_token &stop) const;
    /// The whole prompt of a query.
    [[nodiscard]] Result<std::string> prompt(DatasetId id, std::int64_t row) const;

private:
    Workspace &m_workspace;
};

} // namespace fairlead
