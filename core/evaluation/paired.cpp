#include "core/evaluation/paired.h"

#include "core/evaluation/rowvalues.h"

namespace fairlead {

Result<PolicyValue> pairedDifference(const HeldOutTables &tables, const SweepIndex &router, const SweepIndex &against,
                                     double lo, double hi)
{
    for (const SweepIndex *index : {&router, &against})
        if (auto fits = checkIndexOf(tables, *index, lo, hi); !fits)
            return std::move(fits).error();
    return meanOfRows(differenceOf(rowValuesOver(tables, router, lo, hi), rowValuesOver(tables, against, lo, hi)),
                      RowClusters(tables.clusters));
}

} // namespace fairlead
