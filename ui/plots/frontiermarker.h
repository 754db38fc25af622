#pragma once

#include "ui/plots/series.h"

#include <QRectF>
#include <QVector>

class QCPItemLine;
class QCPItemTracer;
class QCPLayer;
class QPalette;

namespace fairlead {

class PlotCanvas;

/// Where the current router is now: a dot with its intervals, and a ring for the truth, on a layer of their own, so
/// that moving them draws nothing else. Items belong to the plot. Private to ui/plots.
class FrontierMarker final
{
public:
    explicit FrontierMarker(PlotCanvas &plot);

    void setMark(const FrontierMark &mark); ///< draws its layer now
    [[nodiscard]] const FrontierMark &mark() const { return m_mark; }
    /// For the plot's present axes.
    void place();
    void applyColors(const QPalette &palette);
    /// Pixels that labels keep off.
    [[nodiscard]] QVector<QRectF> obstacles() const;

private:
    [[nodiscard]] QCPItemLine *makeBar();
    [[nodiscard]] QCPItemTracer *makeDot(double size);

    PlotCanvas &m_plot;
    FrontierMark m_mark;
    QCPLayer *m_layer = nullptr;
    QCPItemLine *m_costBar = nullptr;
    QCPItemLine *m_qualityBar = nullptr;
    QCPItemTracer *m_trueDot = nullptr;
    QCPItemTracer *m_dot = nullptr;
};

} // namespace fairlead
