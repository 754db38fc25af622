#pragma once

#include "core/base/ids.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/store/workspace.h"

#include <array>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// The values of one model, exact over all its rows, rounded to single precision. Quantiles between two values are
/// interpolated, as in R's type 7.
struct Distribution
{
    static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    static constexpr std::array<double, 7> kLevels{0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};

    std::size_t count = 0;
    std::size_t zeros = 0; ///< on a logarithmic axis they have no place
    double mean = kNone;
    std::array<double, 7> quantiles{kNone, kNone, kNone, kNone, kNone, kNone, kNone}; ///< at kLevels
    std::vector<double> bins;    ///< counts in kBins equal steps from the set's low to its high
    std::vector<double> logBins; ///< the same in equal factors from lowPositive to high, of values above zero
};

/// The values of one kind for every model of a dataset.
struct DistributionSet
{
    std::vector<Distribution> models; ///< in the dataset's order
    double low = 0;                   ///< of all models: where the bins begin
    double high = 0;                  ///< where they end
    double lowPositive = 0;           ///< the least value above zero; 0: there is none
};

/// Sums of one segment and model.
struct SegmentCell
{
    std::size_t count = 0;
    double meanQuality = Distribution::kNone;
    double meanCost = Distribution::kNone; ///< USD
};

struct SegmentSummary
{
    std::string name; ///< empty: queries without a segment
    std::size_t queries = 0;
    std::vector<SegmentCell> models;
};

/// Outcomes per model over time, in steps of one width.
struct TimeSummary
{
    double first = 0;    ///< start of the first step, seconds since 1970, UTC
    double width = 0;    ///< of a step, seconds; 0: no query has a time
    double earliest = 0; ///< of all times
    double latest = 0;
    std::size_t queries = 0;                 ///< with a time
    std::vector<std::vector<double>> counts; ///< a model, a step
};

/// What the Data page shows of a dataset, whatever its size: a few kilobytes, kept in the workspace.
struct DatasetSummary
{
    std::size_t outcomes = 0;
    std::size_t withPropensity = 0; ///< outcomes
    std::size_t withPrompt = 0;     ///< queries
    DistributionSet quality;
    DistributionSet cost;                 ///< USD a query
    std::vector<SegmentSummary> segments; ///< the largest first, at most kMostSegments
    std::size_t segmentCount = 0;         ///< all there are; at most kSegmentsCounted are told apart
    TimeSummary time;

    static constexpr std::size_t kMostSegments = 200;
    static constexpr std::size_t kSegmentsCounted = 20'000;
    static constexpr std::size_t kBins = 40;
    static constexpr std::size_t kMostSteps = 120; ///< of time
};

/// The kept summary, or where there is none of this data, one pass over the rows; then it is kept. Needs about ten
/// bytes a row while it works. A stop is ErrorCode::Cancelled.
[[nodiscard]] Result<DatasetSummary> datasetSummary(Workspace &workspace, DatasetId id, std::stop_token stop,
                                                    const ReportProgress &report);

/// The same, always from the rows, and not kept.
[[nodiscard]] Result<DatasetSummary> summariseDataset(Workspace &workspace, DatasetId id, std::stop_token stop,
                                                      const ReportProgress &report);

} // namespace fairlead
