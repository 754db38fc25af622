#include "core/experiment/distribution.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr double kDay = 86'400;

/// @param sorted not empty
double quantile(const std::vector<float> &sorted, double level)
{
    const double place = level * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double lower = sorted[below];
    if (below + 1 == sorted.size())
        return lower;
    return lower + (place - static_cast<double>(below)) * (static_cast<double>(sorted[below + 1]) - lower);
}

std::size_t binOf(double value, double low, double high)
{
    if (!(high > low))
        return 0;
    const double share = (value - low) / (high - low) * static_cast<double>(DatasetSummary::kBins);
    return static_cast<std::size_t>(std::clamp(share, 0.0, static_cast<double>(DatasetSummary::kBins - 1)));
}

Distribution describe(const std::vector<float> &sorted)
{
    Distribution result;
    result.count = sorted.size();
    if (sorted.empty())
        return result;
    double sum = 0;
    for (const float value : sorted) {
        sum += value;
        result.zeros += value == 0 ? 1 : 0;
    }
    result.mean = sum / static_cast<double>(sorted.size());
    for (std::size_t i = 0; i < Distribution::kLevels.size(); ++i)
        result.quantiles[i] = quantile(sorted, Distribution::kLevels[i]);
    return result;
}

void countBins(const std::vector<float> &values, const DistributionSet &set, Distribution &result)
{
    result.bins.assign(DatasetSummary::kBins, 0);
    result.logBins.assign(DatasetSummary::kBins, 0);
    const double logLow = set.lowPositive > 0 ? std::log(set.lowPositive) : 0;
    const double logHigh = set.lowPositive > 0 ? std::log(set.high) : 0;
    for (const float value : values) {
        ++result.bins[binOf(value, set.low, set.high)];
        if (value > 0)
            ++result.logBins[binOf(std::log(static_cast<double>(value)), logLow, logHigh)];
    }
}

/// 1970 began on a Thursday; weeks begin on Mondays.
double startOf(double time, double width)
{
    constexpr double kFirstMonday = 4 * kDay;
    const double origin = width > kDay ? kFirstMonday : 0;
    return origin + width * std::floor((time - origin) / width);
}

double widthFor(double earliest, double latest)
{
    constexpr std::array kWidths{1.0,      5.0,      15.0,     60.0, 300.0,    900.0,     3600.0,
                                 10'800.0, 21'600.0, 43'200.0, kDay, 7 * kDay, 28 * kDay, 364 * kDay};
    const auto fits = [&](double width) {
        return (startOf(latest, width) - startOf(earliest, width)) / width <
               static_cast<double>(DatasetSummary::kMostSteps);
    };
    for (const double width : kWidths) {
        if (fits(width))
            return width;
    }
    double width = kWidths.back();
    while (!fits(width))
        width *= 2;
    return width;
}

} // namespace

DistributionSet describeValues(std::vector<std::vector<float>> &values)
{
    DistributionSet set;
    bool any = false;
    for (std::vector<float> &of : values) {
        std::sort(of.begin(), of.end());
        set.models.push_back(describe(of));
        if (of.empty())
            continue;
        set.low = any ? std::min<double>(set.low, of.front()) : of.front();
        set.high = any ? std::max<double>(set.high, of.back()) : of.back();
        any = true;
        const auto positive = std::upper_bound(of.begin(), of.end(), 0.0F);
        if (positive != of.end())
            set.lowPositive = set.lowPositive > 0 ? std::min<double>(set.lowPositive, *positive) : *positive;
    }
    for (std::size_t t = 0; t < values.size(); ++t)
        countBins(values[t], set, set.models[t]);
    return set;
}

TimeSummary describeTimes(const std::vector<double> &times, const std::vector<std::uint32_t> &models,
                          std::size_t modelCount)
{
    TimeSummary summary;
    if (times.empty())
        return summary;
    const auto [earliest, latest] = std::minmax_element(times.begin(), times.end());
    summary.earliest = *earliest;
    summary.latest = *latest;
    summary.width = widthFor(*earliest, *latest);
    summary.first = startOf(*earliest, summary.width);
    const auto steps =
        static_cast<std::size_t>((startOf(*latest, summary.width) - summary.first) / summary.width + 0.5) + 1;
    summary.counts.assign(modelCount, std::vector<double>(steps, 0));
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto step = static_cast<std::size_t>((times[i] - summary.first) / summary.width);
        ++summary.counts[models[i]][std::min(step, steps - 1)];
    }
    return summary;
}

} // namespace fairlead
