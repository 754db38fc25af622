#include "core/evaluation/rowvalues.h"

#include "core/base/format.h"

namespace fairlead {

RowValues rowValuesAt(const HeldOutTables &tables, std::span<const std::uint16_t> decisions, double lambda)
{
    RowValues values;
    for (std::size_t i = 0; i < decisions.size(); ++i) {
        values.quality.push_back(tables.quality(i, decisions[i]));
        values.cost.push_back(tables.cost(i, decisions[i]));
        values.utility.push_back(values.quality.back() - lambda * values.cost.back());
    }
    return values;
}

RowValues rowValuesOver(const HeldOutTables &tables, const SweepIndex &index, double lo, double hi)
{
    RowValues values = rowValuesAt(tables, index.decisions(lo), (lo + hi) / 2);
    if (lo == hi)
        return values;
    for (const SwitchEvent &event : index.events(lo, hi)) {
        // The new model serves from the event to hi: a share of the interval, and of the integral of lambda.
        const double share = (hi - event.lambda) / (hi - lo);
        const double quality = tables.quality(event.query, event.to) - tables.quality(event.query, event.from);
        const double cost = tables.cost(event.query, event.to) - tables.cost(event.query, event.from);
        values.quality[event.query] += share * quality;
        values.cost[event.query] += share * cost;
        values.utility[event.query] += share * (quality - (hi + event.lambda) / 2 * cost);
    }
    return values;
}

RowValues differenceOf(const RowValues &a, const RowValues &b)
{
    RowValues difference = a;
    for (std::size_t i = 0; i < a.rows(); ++i) {
        difference.quality[i] -= b.quality[i];
        difference.cost[i] -= b.cost[i];
        difference.utility[i] -= b.utility[i];
    }
    return difference;
}

PolicyValue meanOfRows(const RowValues &values, const RowClusters &clusters)
{
    return {meanOfRows(values.quality, clusters), meanOfRows(values.cost, clusters),
            meanOfRows(values.utility, clusters)};
}

Result<void> checkIndexOf(const HeldOutTables &tables, const SweepIndex &index, double lo, double hi)
{
    if (index.queries() != tables.quality.rows() || index.models() != tables.quality.cols())
        return makeError(ErrorCode::BadInput,
                         "Could not value the router: it was followed over other queries than those held out. "
                         "Analyse it again.");
    if (!(index.lambdaMin() <= lo && lo <= hi && hi <= index.lambdaMax()))
        return makeError(
            ErrorCode::BadConfig,
            "Could not value the router over lambda from " + formatSignificant(lo, 6) + " to " +
                formatSignificant(hi, 6) + ": it answers lambda from " + formatSignificant(index.lambdaMin(), 6) +
                " to " + formatSignificant(index.lambdaMax(), 6) + " quality per USD. Choose an interval inside it.");
    return {};
}

} // namespace fairlead
