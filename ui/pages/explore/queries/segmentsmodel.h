#pragma once

#include "core/experiment/segments.h"
#include "ui/models/snapshottable.h"

#include <QCoreApplication>

namespace fairlead {

/// In what a segment's gain is measured; more is better in each of them.
enum class GainMeasure
{
    Utility,
    Quality,
    Saving ///< of cost, USD per query
};
/// Against what.
enum class GainReference
{
    Log,
    BestSingle
};

/// A segment as the table shows it.
struct SegmentRow
{
    SegmentFigures figures;
    GainMeasure measure = GainMeasure::Utility;
    std::optional<Estimate> gain; ///< nothing where it is withheld
    std::optional<double> trueGain;
    QString reason; ///< of the verdict, or why there is no gain; empty when OK
    QString models; ///< "mixtral 62%, gpt-4 30%"
};

[[nodiscard]] SegmentRow segmentRow(const SegmentFigures &figures, GainMeasure measure, GainReference reference,
                                    const std::vector<ModelInfo> &models);
/// "+0.031 (−0.002 to +0.064)", in the row's measure.
[[nodiscard]] QString gainText(const SegmentRow &row);

/// Segments with their figures, the largest gain first, refused ones last.
class SegmentsModel final : public SnapshotTable<SegmentRow>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::SegmentsModel)

public:
    enum Column
    {
        Segment,
        Queries,
        Gain, ///< painted by GainDelegate
        GainFigure,
        Quality,
        Cost,
        Models,
        EffectiveRows,
        VerdictColumn
    };
    enum GainRole
    {
        ValueRole = IdRole + 1, ///< doubles; invalid where withheld
        LowerRole,
        UpperRole,
        TruthRole,
        ScaleRole, ///< largest bound of all rows
        ReasonRole ///< in place of the bar
    };
    explicit SegmentsModel(QObject *parent = nullptr);

    void setReport(const SegmentReport &report, GainMeasure measure, GainReference reference,
                   const std::vector<ModelInfo> &models);
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QString nameAt(qint64 id) const; ///< of a row by its id

protected:
    [[nodiscard]] qint64 id(const SegmentRow &row) const override;
    [[nodiscard]] QVariant toolTip(const SegmentRow &row, int column) const override;

private:
    double m_scale = 0;
};

} // namespace fairlead
