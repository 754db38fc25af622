#include "core/sweep/timeline.h"

#include "core/base/parallel.h"
#include "core/sweep/envelope.h"
#include "core/sweep/eventsort.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>

namespace fairlead {

namespace {

/// Rows of one unit of work: small enough to stop within milliseconds.
constexpr std::size_t kBlockRows = 8192;
/// Rows whose scores are asked for at once: enough units for every core.
constexpr std::size_t kScoreRows = 16 * kBlockRows;

using Run = std::vector<SwitchEvent>;

/// Whether no value is infinite or not a number: those have all bits of their exponent set.
bool allFinite(std::span<const double> values)
{
    constexpr std::uint64_t kExponent = 0x7ff0'0000'0000'0000;
    std::uint64_t bad = 0;
    for (const double value : values)
        bad |= static_cast<std::uint64_t>((std::bit_cast<std::uint64_t>(value) & kExponent) == kExponent);
    return bad == 0;
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
                                     const ScoreBlocks &scoreBlocks, std::stop_token stop, const ReportProgress &report)
{
    const std::vector<std::uint16_t> ranks = tieRanks(tieCosts);
    const std::size_t blocks = (rows + kBlockRows - 1) / kBlockRows;
    SwitchTimeline timeline;
    timeline.initial.resize(rows);
    std::vector<Run> runs(blocks);
    std::atomic<std::size_t> firstBadRow{rows};

    for (std::size_t begin = 0; begin < rows && !stop.stop_requested(); begin += kScoreRows) {
        const std::size_t end = std::min(rows, begin + kScoreRows);
        const auto scores = scoreBlocks(begin, end);
        if (!scores)
            return scores.error();
        const auto walkBlock = [&](std::size_t from, std::size_t to) {
            EnvelopeWalker walker(knots, ranks);
            std::vector<double> scratch;
            Run &run = runs[(begin + from) / kBlockRows];
            for (std::size_t row = begin + from; row < begin + to && !stop.stop_requested(); ++row) {
                const std::span<const double> values = (*scores)(row, scratch);
                if (!allFinite(values)) {
                    for (std::size_t seen = firstBadRow; row < seen && !firstBadRow.compare_exchange_weak(seen, row);) {
                    }
                    return;
                }
                timeline.initial[row] = walker.walk(values, static_cast<std::uint32_t>(row), run);
            }
        };
        forEachBlock(end - begin, kBlockRows, stop, walkBlock, [&](std::size_t finished) {
            report(
                {"Finding breakpoints", static_cast<double>(begin + finished), static_cast<double>(rows), "queries"});
        });
        if (const std::size_t row = firstBadRow; row < rows) {
            std::vector<double> scratch;
            return notFinite(row, (*scores)(row, scratch), ranks.size());
        }
    }
    timeline.events = sortEvents(std::move(runs), stop);
    if (stop.stop_requested())
        return makeError(ErrorCode::Cancelled, "Stopped while finding the router's breakpoints.");
    return timeline;
}

} // namespace fairlead
