#pragma once

#include "ui/plots/series.h"

#include <QRectF>

class QCPItemLine;
class QCPItemText;
class QCustomPlot;
class QFont;
class QPalette;

namespace fairlead {

/// The names beside a frontier's single points, kept off each other, the points and the curves, with a thin leader
/// where a name had to move away. Its items belong to the plot. Private to ui/plots.
class FrontierLabels final
{
public:
    explicit FrontierLabels(QCustomPlot &plot)
        : m_plot(plot)
    {}

    /// @param isolated the model whose name stands out, the others faded; -1: none
    void setReferences(const QVector<FrontierReference> &references, const QPalette &palette, int isolated);
    /// Places every label for the plot's present size and ranges.
    void arrange(const QVector<QRectF> &obstacles) const;

private:
    void add(const FrontierReference &reference, const QPalette &palette, int isolated);

    void put(qsizetype label, const QRectF &place, QPointF anchor) const;

    QCustomPlot &m_plot;
    QVector<FrontierReference> m_references;
    QVector<QCPItemText *> m_labels;
    QVector<QCPItemLine *> m_leaders;
};

/// A name cut in the middle to what a legend or label has room for.
[[nodiscard]] QString shortName(const QString &name, const QFont &font);

} // namespace fairlead
