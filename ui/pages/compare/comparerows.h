#pragma once

#include "ui/pages/compare/comparecolumns.h"

#include <QHash>
#include <QSet>

#include <string>
#include <vector>

namespace fairlead {

/// The rows of the table from what is known now: figures at the point are looked up, those over the interval are given.
/// AIQ is set over the cost range of the checked routers that are ready.
/// @param routers of one dataset, in its order
[[nodiscard]] std::vector<CompareRow> compareRows(const std::vector<const RouterRecord *> &routers,
                                                  const QSet<qint64> &checked, const CompareLoader &loader,
                                                  const QHash<qint64, IntervalFigures> &over, double point);

/// Rows as CSV with the chosen columns: raw numbers, intervals as two more columns, and the reasons of each verdict.
/// @param columns indices into compareColumns()
[[nodiscard]] std::string compareAsCsv(const std::vector<const CompareRow *> &rows, const QVector<int> &columns);

} // namespace fairlead
