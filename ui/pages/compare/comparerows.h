#pragma once

#include "ui/pages/compare/comparecolumns.h"

#include <QHash>
#include <QSet>

#include <string>
#include <vector>

namespace fairlead {

/// Estimated regret at a lambda, which takes longer than a look-up.
struct PointRegret
{
    double lambda = 0;
    Figure regret;
};

/// The rows of the table from what is known now: figures at the point are looked up, those over the interval are given,
/// and so is regret, which counts where it is of this point.
/// AIQ is set over the cost range of the checked routers that are ready.
/// @param routers of one dataset, in its order
[[nodiscard]] std::vector<CompareRow> compareRows(const std::vector<const RouterRecord *> &routers,
                                                  const QSet<qint64> &checked, const CompareLoader &loader,
                                                  const QHash<qint64, IntervalFigures> &over,
                                                  const QHash<qint64, PointRegret> &regret, double point);

/// Rows as CSV with the chosen columns: raw numbers, intervals as two more columns, and the reasons of each verdict.
/// @param columns indices into compareColumns()
[[nodiscard]] std::string compareAsCsv(const std::vector<const CompareRow *> &rows, const QVector<int> &columns);

} // namespace fairlead
