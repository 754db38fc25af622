#pragma once

#include "core/evaluation/heldout.h"

#include <initializer_list>

namespace fairlead::test {

/// One held-out row of two models, written out.
struct HeldOutRow
{
    std::int32_t served;
    double propensity;
    double quality, cost;                    ///< logged
    double quality0, quality1, cost0, cost1; ///< regressions
    double otherPropensity = 0.5;
};

/// Tables of such rows; influence values from the rest.
inline HeldOutTables tablesOfRows(std::initializer_list<HeldOutRow> rows, double clip = 0.01)
{
    HeldOutTables tables;
    const std::size_t n = rows.size();
    tables.propensity = tables.predictedQuality = tables.predictedCost = MatrixD(n, 2);
    for (const HeldOutRow &row : rows) {
        const std::size_t i = tables.rows.size();
        tables.rows.push_back(static_cast<std::int64_t>(i));
        tables.propensity(i, static_cast<std::size_t>(row.served)) = row.propensity;
        tables.propensity(i, static_cast<std::size_t>(1 - row.served)) = row.otherPropensity;
        tables.predictedQuality(i, 0) = row.quality0;
        tables.predictedQuality(i, 1) = row.quality1;
        tables.predictedCost(i, 0) = row.cost0;
        tables.predictedCost(i, 1) = row.cost1;
        tables.served.push_back(row.propensity);
        tables.loggedModel.push_back(row.served);
        tables.loggedQuality.push_back(row.quality);
        tables.loggedCost.push_back(row.cost);
        tables.clusters.push_back(static_cast<std::int32_t>(i));
    }
    tables.clip = clip;
    tables.quality =
        influenceValues(tables.predictedQuality, tables.loggedQuality, tables.loggedModel, tables.served, clip);
    tables.cost = influenceValues(tables.predictedCost, tables.loggedCost, tables.loggedModel, tables.served, clip);
    return tables;
}

} // namespace fairlead::test
