#include "core/sweep/timeline.h"

#include "core/base/parallel.h"
#include "core/sweep/envelope.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <iterator>

namespace fairlead {

namespace {

/// Rows of one unit of work: small enough to stop within milliseconds, large enough to sort well.
constexpr std::size_t kBlockRows = 8192;

using Run = std::vector<SwitchEvent>;

bool isEarlier(const SwitchEvent &a, const SwitchEvent &b)
{
    return a.lambda != b.lambda ? a.lambda < b.lambda : a.query < b.query;
}

Run mergeTwo(const Run &a, const Run &b)
{
    Run merged;
    merged.reserve(a.size() + b.size());
    std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(merged), isEarlier);
    return merged;
}

/// Merges sorted runs in pairs until one is left; gives up with an empty run when asked to stop.
Run mergeAll(std::vector<Run> runs, const std::stop_token &stop)
{
    while (runs.size() > 1) {
        std::vector<Run> merged((runs.size() + 1) / 2);
        forEachBlock(merged.size(), 1, stop, [&](std::size_t i, std::size_t) {
            Run &left = runs[2 * i];
            if (2 * i + 1 == runs.size()) {
                merged[i] = std::move(left);
                return;
            }
            merged[i] = mergeTwo(left, runs[2 * i + 1]);
            left = {};
            runs[2 * i + 1] = {};
        });
        runs = std::move(merged);
    }
    return runs.empty() ? Run{} : std::move(runs.front());
}

bool allFinite(std::span<const double> values)
{
    double sum = 0;
    for (const double value : values)
        sum += value - value; // 0 for a finite value, NaN else
    return sum == 0;
}

Error notFinite(std::size_t row, std::span<const double> scores, std::size_t models)
{
    const auto bad = std::find_if(scores.begin(), scores.end(), [](double s) { return !std::isfinite(s); });
    const std::size_t model = static_cast<std::size_t>(bad - scores.begin()) % models;
    return makeError(ErrorCode::BadInput, "Could not follow the router over lambda: its score of model " +
                                              std::to_string(model + 1) + " for query " + std::to_string(row + 1) +
                                              " is not a finite number. Train the router again.");
}

} // namespace

std::size_t SwitchTimeline::position(double lambda) const
{
    const auto after = std::upper_bound(events.begin(), events.end(), lambda,
                                        [](double at, const SwitchEvent &event) { return at < event.lambda; });
    return static_cast<std::size_t>(after - events.begin());
}

std::vector<std::uint16_t> SwitchTimeline::decisions(double lambda) const
{
    std::vector<std::uint16_t> chosen = initial;
    for (const SwitchEvent &event : std::span(events).first(position(lambda)))
        chosen[event.query] = event.to;
    return chosen;
}

Result<SwitchTimeline> buildTimeline(std::size_t rows, std::span<const double> knots, std::span<const double> tieCosts,
                                     const RowScores &scores, std::stop_token stop, const ReportProgress &report)
{
    const std::vector<std::uint16_t> ranks = tieRanks(tieCosts);
    const std::size_t blocks = (rows + kBlockRows - 1) / kBlockRows;
    SwitchTimeline timeline;
    timeline.initial.resize(rows);
    std::vector<Run> runs(blocks);
    std::atomic<std::size_t> firstBadRow{rows};

    const auto walkBlock = [&](std::size_t first, std::size_t last) {
        EnvelopeWalker walker(knots, ranks);
        std::vector<double> scratch;
        Run &run = runs[first / kBlockRows];
        for (std::size_t row = first; row < last && !stop.stop_requested(); ++row) {
            const std::span<const double> values = scores(row, scratch);
            if (!allFinite(values)) {
                for (std::size_t seen = firstBadRow; row < seen && !firstBadRow.compare_exchange_weak(seen, row);) {
                }
                return;
            }
            timeline.initial[row] = walker.walk(values, static_cast<std::uint32_t>(row), run);
        }
        std::sort(run.begin(), run.end(), isEarlier);
    };
    forEachBlock(rows, kBlockRows, stop, walkBlock, [&](std::size_t finished) {
        report({"Finding breakpoints", static_cast<double>(finished), static_cast<double>(rows), "queries"});
    });
    if (const std::size_t row = firstBadRow; row < rows) {
        std::vector<double> scratch;
        return notFinite(row, scores(row, scratch), ranks.size());
    }
    timeline.events = mergeAll(std::move(runs), stop);
    if (stop.stop_requested())
        return makeError(ErrorCode::Cancelled, "Stopped while finding the router's breakpoints.");
    return timeline;
}

} // namespace fairlead
