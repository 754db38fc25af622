#include "ui/plots/frontierhover.h"

#include "core/base/format.h"
#include "ui/plots/frontierplot.h"
#include "ui/plots/plotcanvas.h"
#include "ui/plots/plotstyle.h"
#include "ui/widgets/costunit.h"
#include "ui/widgets/theme.h"

#include <algorithm>

namespace fairlead {

namespace {

constexpr double kPointReach = 12; ///< pixels
constexpr double kCurveReach = 24;
constexpr double kLabelGap = 14;
constexpr double kRing = 8;

QString usd(double value)
{
    return QString::fromStdString(formatUsd(value));
}

QString fixed(double value)
{
    return QString::fromStdString(formatFixed(value, 4));
}

/// Keeps the nearest so far.
class Nearest
{
public:
    Nearest(QPointF mouse, double reach)
        : m_mouse(mouse)
        , m_distance(reach)
    {}
    [[nodiscard]] bool take(QPointF pixel)
    {
        const double distance = QLineF(m_mouse, pixel).length();
        if (!(distance < m_distance))
            return false;
        m_distance = distance;
        return true;
    }

private:
    QPointF m_mouse;
    double m_distance;
};

FrontierHit hitOf(const FrontierReference &reference)
{
    FrontierHit hit{reference.name, std::nullopt, reference.cost, reference.quality, {}};
    if (reference.best)
        hit.name = FrontierPlot::tr("%1 (best single)").arg(reference.name);
    if (reference.trueCost && reference.trueQuality)
        hit.more = FrontierPlot::tr("Truth: %1 at %2").arg(fixed(*reference.trueQuality), usd(*reference.trueCost));
    if (reference.model >= 0) {
        if (!hit.more.isEmpty())
            hit.more += QLatin1Char('\n');
        hit.more +=
            FrontierPlot::tr("Support: %1").arg(QString::fromStdString(std::string(verdictKey(reference.verdict))));
    }
    return hit;
}

} // namespace

std::optional<FrontierHit> hitAt(const FrontierContent &content, QPointF mouse,
                                 const std::function<QPointF(double cost, double quality)> &toPixel)
{
    std::optional<FrontierHit> found;
    Nearest nearestPoint(mouse, kPointReach);
    for (const FrontierReference &reference : content.references) {
        const bool isTruth = reference.trueCost && reference.trueQuality &&
                             nearestPoint.take(toPixel(*reference.trueCost, *reference.trueQuality));
        if (nearestPoint.take(toPixel(reference.cost.value, reference.quality.value)) || isTruth)
            found = hitOf(reference);
    }
    if (found)
        return found;
    Nearest nearest(mouse, kCurveReach);
    const auto follow = [&](const FrontierLine &line, const QString &name, const FrontierCurve *band) {
        for (qsizetype k = 0; k < line.cost.size(); ++k) {
            if (!nearest.take(toPixel(line.cost[k], line.quality[k])))
                continue;
            const double se = band ? (band->upper.value(k) - band->lower.value(k)) / 2 / Estimate::kZ95 : 0;
            found = FrontierHit{name, line.lambda[k], {line.cost[k], 0}, {line.quality[k], se}, {}};
        }
    };
    for (const FrontierCurve &curve : content.curves)
        follow(curve.estimate, curve.name, &curve);
    for (int c = 0; c < content.curves.size(); ++c) {
        const FrontierCurve &curve = content.curves[c];
        if (c == content.current || curve.estimate.cost.isEmpty())
            follow(curve.truth, FrontierPlot::tr("%1, truth").arg(curve.name), nullptr);
    }
    follow(content.oracle, FrontierPlot::tr("oracle"), nullptr);
    return found;
}

QString hitText(const FrontierHit &hit)
{
    const auto withInterval = [](const Estimate &estimate, const auto &text) {
        return estimate.se > 0 ? FrontierPlot::tr("%1 (%2 to %3)")
                                     .arg(text(estimate.value), text(estimate.lower()), text(estimate.upper()))
                               : text(estimate.value);
    };
    QStringList lines{hit.name};
    if (hit.lambda)
        lines += FrontierPlot::tr("λ = %1").arg(formatPreference(*hit.lambda, CostUnit::Lambda));
    lines += FrontierPlot::tr("Quality %1").arg(withInterval(hit.quality, fixed));
    lines += FrontierPlot::tr("Cost %1 per 1,000").arg(withInterval(hit.cost, usd));
    if (!hit.more.isEmpty())
        lines += hit.more;
    return lines.join(QLatin1Char('\n'));
}

FrontierHover::FrontierHover(PlotCanvas &plot)
    : m_plot(plot)
{
    const QString name = QStringLiteral("hover");
    plot.addLayer(name);
    m_layer = plot.layer(name);
    m_layer->setMode(QCPLayer::lmBuffered);
    m_ring = new QCPItemEllipse(&plot);
    m_label = new QCPItemText(&plot);
    for (QCPItemPosition *position : {m_ring->topLeft, m_ring->bottomRight, m_label->position})
        position->setType(QCPItemPosition::ptAbsolute);
    m_label->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_label->setTextAlignment(Qt::AlignLeft);
    m_label->setPadding(QMargins(6, 4, 6, 4));
    m_label->setClipToAxisRect(false);
    for (QCPAbstractItem *item : {static_cast<QCPAbstractItem *>(m_ring), static_cast<QCPAbstractItem *>(m_label)}) {
        item->setLayer(m_layer);
        item->setVisible(false);
    }
}

void FrontierHover::show(const FrontierHit &hit, QPointF at, QPointF mouse)
{
    m_label->setText(hitText(hit));
    const QRect text = QFontMetrics(m_label->font()).boundingRect(QRect(), Qt::TextDontClip, m_label->text());
    const QSizeF size(text.width() + 14, text.height() + 10);
    const QRectF area(m_plot.viewport());
    // Right below the mouse, or on the side that has room.
    QPointF corner = mouse + QPointF(kLabelGap, kLabelGap);
    if (corner.x() + size.width() > area.right())
        corner.setX(mouse.x() - kLabelGap - size.width());
    if (corner.y() + size.height() > area.bottom())
        corner.setY(mouse.y() - kLabelGap - size.height());
    m_label->position->setCoords(QPointF(std::max(corner.x(), area.left()), std::max(corner.y(), area.top())));
    m_ring->topLeft->setCoords(at - QPointF(kRing, kRing));
    m_ring->bottomRight->setCoords(at + QPointF(kRing, kRing));
    m_label->setVisible(true);
    m_ring->setVisible(true);
    m_plot.redraw(*m_layer);
}

void FrontierHover::hide()
{
    if (!m_label->visible())
        return;
    m_label->setVisible(false);
    m_ring->setVisible(false);
    m_plot.redraw(*m_layer);
}

void FrontierHover::applyColors(const QPalette &palette)
{
    const PlotColors colors = plotColors(palette);
    m_label->setFont(m_plot.font());
    m_label->setColor(colors.text);
    m_label->setBrush(colors.background);
    m_label->setPen(QPen(colors.axis));
    m_ring->setPen(QPen(colors.text, 1.4));
    m_ring->setBrush(Qt::NoBrush);
}

QString FrontierHover::text() const
{
    return m_label->visible() ? m_label->text() : QString();
}

} // namespace fairlead
