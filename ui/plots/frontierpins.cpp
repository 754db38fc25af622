#include "ui/plots/frontierpins.h"

#include "ui/widgets/theme.h"

#include <qcustomplot.h>

#include <cmath>

namespace fairlead {

namespace {

constexpr double kRise = 20;    ///< pixels from the point up to the middle of its flag
constexpr double kFoot = 5;     ///< pixels across
constexpr double kFlagHalf = 9; ///< of the flag's side, for the mouse

} // namespace

void FrontierPins::setPins(const QVector<FrontierPin> &pins, const QPalette &palette)
{
    const QVector<FrontierPin> next = pins;
    for (QCPAbstractItem *item : std::as_const(m_items))
        m_plot.removeItem(item);
    m_items.clear();
    m_pins = next;
    const PlotColors colors = plotColors(palette);
    for (const FrontierPin &pin : next) {
        auto *foot = new QCPItemTracer(&m_plot);
        foot->position->setCoords(pin.cost.value, pin.quality.value);
        foot->setStyle(QCPItemTracer::tsSquare);
        foot->setSize(kFoot);
        foot->setPen(QPen(colors.text, 1));
        foot->setBrush(colors.text);
        auto *staff = new QCPItemLine(&m_plot);
        auto *flag = new QCPItemText(&m_plot);
        staff->start->setParentAnchor(foot->position);
        staff->end->setParentAnchor(foot->position);
        staff->end->setCoords(0, -kRise);
        staff->setPen(QPen(colors.text, 1));
        flag->position->setParentAnchor(foot->position);
        flag->position->setCoords(0, -kRise);
        flag->setText(QString::number(pin.number));
        flag->setFont(m_plot.font());
        flag->setPadding(QMargins(4, 0, 4, 0));
        flag->setColor(colors.background);
        flag->setBrush(colors.text);
        flag->setPen(QPen(colors.background, 1));
        m_items += {staff, foot, flag};
    }
}

std::optional<FrontierHit> FrontierPins::hitAt(QPointF mouse) const
{
    for (const FrontierPin &pin : m_pins) {
        const QPointF foot(m_plot.xAxis->coordToPixel(pin.cost.value), m_plot.yAxis->coordToPixel(pin.quality.value));
        const QPointF away = mouse - (foot - QPointF(0, kRise));
        if (std::abs(away.x()) <= kFlagHalf && std::abs(away.y()) <= kFlagHalf)
            return FrontierHit{
                QStringLiteral("%1 · %2").arg(pin.number).arg(pin.text), pin.lambda, pin.cost, pin.quality, {}};
    }
    return std::nullopt;
}

} // namespace fairlead
