#pragma once

#include "core/experiment/analysis.h"
#include "core/sweep/changedqueries.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// By what a list of queries that change model is sorted.
enum class ChangedOrder
{
    Lambda, ///< of the first change
    From,   ///< names of models
    To,
    Changes,
    Query,   ///< as they were imported
    Segment, ///< texts; letters of the English alphabet whatever their case
    Prompt
};

struct ChangedRequest
{
    double lo = 0;
    double hi = 0;
    ChangedOrder order = ChangedOrder::Lambda;
    bool isDescending = false;
    /// Kept are queries whose id, prompt, segment or one of whose models holds this; empty keeps all.
    std::string search;
    std::optional<std::size_t> model; ///< kept are queries that leave this model or come to it
};

/// Queries that change model, as numbers only: what they say is read page by page by who shows them.
struct ChangedList
{
    std::vector<ChangedQuery> rows;   ///< all of the interval, by first change
    std::vector<std::uint32_t> order; ///< into rows: those kept, sorted; equal ones by first change

    [[nodiscard]] std::size_t size() const { return order.size(); }
    [[nodiscard]] const ChangedQuery &at(std::size_t place) const { return rows[order[place]]; }
};

/// Reads the workspace only where the search or the order asks for texts, and then one query at a time. A stop is
/// Cancelled.
[[nodiscard]] Result<ChangedList> listChangedQueries(const std::filesystem::path &workspace,
                                                     const RouterAnalysis &analysis, const ChangedRequest &request,
                                                     std::stop_token stop, const ReportProgress &report);

/// The list as CSV, in its order: query id, from, to, lambda of the first and the last change, number of changes,
/// segment. Written atomically. Returns the number of rows.
[[nodiscard]] Result<std::size_t> writeChangedCsv(Workspace &workspace, const RouterAnalysis &analysis,
                                                  const ChangedList &list, const std::filesystem::path &path,
                                                  std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
