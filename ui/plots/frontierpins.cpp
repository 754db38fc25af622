#include "ui/plots/frontierpins.h"

#include "ui/widgets/theme.h"

#include <qcustomplot.h>

namespace fairlead {

namespace {

constexpr double kRise = 20; ///< pixels from the point up to the middle of its flag
constexpr double kFoot = 5;  ///< pixels across

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
        foot->position->setCoords(pin.cost, pin.quality);
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

} // namespace fairlead
