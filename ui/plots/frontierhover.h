#pragma once

#include "ui/plots/series.h"

#include <QPointF>
#include <QString>

#include <functional>
#include <optional>

class QCPItemEllipse;
class QCPItemText;
class QCPLayer;
class QPalette;

namespace fairlead {

class PlotCanvas;

/// What lies under the mouse: one operating point of a curve, or a policy that is one point.
struct FrontierHit
{
    QString name;
    std::optional<double> lambda;
    Estimate cost; ///< per 1,000 queries; se 0: exact
    Estimate quality;
    QString more; ///< further lines; may be empty
};

/// The point nearest to the mouse; single models and the logging policy go before curves, and nothing is far away.
/// @param toPixel from cost and quality to the mouse's coordinates
[[nodiscard]] std::optional<FrontierHit> hitAt(const FrontierContent &content, QPointF mouse,
                                               const std::function<QPointF(double cost, double quality)> &toPixel);
[[nodiscard]] QString hitText(const FrontierHit &hit);

/// A small label near the mouse and a ring around what it reads, on a layer of their own. Items belong to the plot.
/// Private to ui/plots.
class FrontierHover final
{
public:
    explicit FrontierHover(PlotCanvas &plot);

    void show(const FrontierHit &hit, QPointF at, QPointF mouse);
    void hide();
    void applyColors(const QPalette &palette);
    [[nodiscard]] QString text() const; ///< empty while hidden

private:
    PlotCanvas &m_plot;
    QCPLayer *m_layer = nullptr;
    QCPItemText *m_label = nullptr;
    QCPItemEllipse *m_ring = nullptr;
};

} // namespace fairlead
