#include "core/causal/featurebins.h"

#include "core/base/parallel.h"

#include <algorithm>

namespace fairlead {

namespace {

/// At most bins - 1 cuts at equal counts; equal values are never parted.
std::vector<double> quantileCuts(const std::vector<double> &sorted, int bins)
{
    std::vector<double> cuts;
    for (int b = 1; b < bins; ++b) {
        const auto place = sorted.begin() + std::ptrdiff_t(sorted.size() * std::size_t(b) / std::size_t(bins));
        const auto next = std::upper_bound(place, sorted.end(), *place);
        if (next == sorted.end())
            break;
        const double cut = *place + (*next - *place) / 2;
        if (cuts.empty() || cut > cuts.back())
            cuts.push_back(cut);
    }
    return cuts;
}

} // namespace

FeatureBins binFeatures(const FeatureRows &z, int bins)
{
    FeatureBins out{Matrix<std::uint8_t>(z.rows(), z.cols()), std::vector<std::vector<double>>(z.cols())};
    constexpr std::size_t kBlock = 64; // a cache line of bins: threads do not write into each other's
    forEachBlock(z.cols(), kBlock, {}, [&](std::size_t first, std::size_t last) {
        std::vector<double> values(z.rows());
        std::vector<double> sorted;
        for (std::size_t j = first; j < last; ++j) {
            z.readColumn(j, values.data());
            sorted = values;
            std::sort(sorted.begin(), sorted.end());
            const auto &cuts = out.thresholds[j] = quantileCuts(sorted, bins);
            for (std::size_t i = 0; i < z.rows(); ++i)
                out.bin(i, j) =
                    static_cast<std::uint8_t>(std::lower_bound(cuts.begin(), cuts.end(), values[i]) - cuts.begin());
        }
    });
    return out;
}

} // namespace fairlead
