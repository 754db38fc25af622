#pragma once

#include "ui/plots/frontierhover.h"
#include "ui/plots/series.h"

class QCPAbstractItem;
class QCustomPlot;
class QPalette;

namespace fairlead {

/// The pinned operating points as numbered flags on the curves. Items belong to the plot. Private to ui/plots.
class FrontierPins final
{
public:
    explicit FrontierPins(QCustomPlot &plot)
        : m_plot(plot)
    {}

    void setPins(const QVector<FrontierPin> &pins, const QPalette &palette);
    /// The pin whose flag lies under the mouse.
    [[nodiscard]] std::optional<FrontierHit> hitAt(QPointF mouse) const;
    void applyColors(const QPalette &palette) { setPins(m_pins, palette); }

private:
    QCustomPlot &m_plot;
    QVector<FrontierPin> m_pins;
    QVector<QCPAbstractItem *> m_items;
};

} // namespace fairlead
