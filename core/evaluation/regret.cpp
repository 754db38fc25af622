#include "core/evaluation/regret.h"

#include "core/evaluation/rowvalues.h"

#include <vector>

namespace fairlead {

namespace {

std::uint16_t predictedBest(const HeldOutTables &tables, const SweepIndex &index, std::size_t row, double lambda)
{
    const std::size_t models = tables.predictedQuality.cols();
    std::size_t best = models;
    double bestUtility = 0;
    for (std::size_t t = 0; t < models; ++t) {
        if (!index.isAvailable(row, t))
            continue;
        const double utility = tables.predictedQuality(row, t) - lambda * tables.predictedCost(row, t);
        const bool isBetter =
            best == models || utility > bestUtility ||
            (utility == bestUtility && tables.predictedCost(row, t) < tables.predictedCost(row, best));
        if (isBetter) {
            best = t;
            bestUtility = utility;
        }
    }
    return static_cast<std::uint16_t>(best);
}

} // namespace

Result<Estimate> estimatedRegret(const HeldOutTables &tables, const SweepIndex &index, double lambda)
{
    if (auto fits = checkIndexOf(tables, index, lambda, lambda); !fits)
        return fits.error();
    std::vector<std::uint16_t> best(tables.rows.size());
    for (std::size_t row = 0; row < best.size(); ++row)
        best[row] = predictedBest(tables, index, row, lambda);
    const RowValues difference =
        differenceOf(rowValuesAt(tables, best, lambda), rowValuesAt(tables, index.decisions(lambda), lambda));
    return meanOfRows(difference.utility, RowClusters(tables.clusters));
}

} // namespace fairlead
