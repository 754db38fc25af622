#pragma once

#include "core/experiment/pointfigures.h"
#include "core/experiment/routerfigures.h"
#include "ui/models/routertablemodel.h"
#include "ui/pages/compare/compareloader.h"

#include <QString>
#include <QVariant>
#include <QVector>

#include <optional>

namespace fairlead {

/// A router of the comparison with every figure that there is of it; what is not there yet is empty.
struct CompareRow
{
    RouterRow router;
    int color = 0; ///< routerColor, by its place among the routers of the dataset
    bool isChecked = false;
    QString failure; ///< why it could not be analysed
    ComparedRouter compared;
    std::optional<IntervalFigures> over;
    std::optional<PointFigures> at;
    /// Over the cost range of the checked routers; nothing before that is known.
    std::optional<Result<double>> aiq;
    std::optional<Result<double>> trueAiq;

    [[nodiscard]] bool isReady() const { return compared.analysis != nullptr; }
};

/// What one cell says: text for people, the raw number behind it, and the sentence about it.
struct CompareCell
{
    QString text;
    std::optional<double> number; ///< empty: refused, unknown or none
    std::optional<Estimate> interval;
    QString note; ///< verdict and reasons, or why there is no number
};

/// A column of the table: its key names it in the settings and in files.
struct CompareColumn
{
    QString key;
    QString title;
    QString toolTip;
    bool isShownFirst = false; ///< before a person chose
    bool isNumber = true;
    CompareCell (*cell)(const CompareRow &row) = nullptr;
};

/// All columns in their order; the first is the router's name and cannot be hidden.
[[nodiscard]] const QVector<CompareColumn> &compareColumns();

} // namespace fairlead
