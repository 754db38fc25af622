#include "ui/pages/explore/queries/gaindelegate.h"

#include "ui/pages/explore/queries/segmentsmodel.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr double kBarHeight = 0.5; ///< of the row
constexpr double kCap = 3;
constexpr int kWidth = 180;

/// From a gain to a pixel.
class Scale
{
public:
    Scale(const QRectF &area, double largest)
        : m_middle(area.center().x())
        , m_perUnit(largest > 0 ? area.width() / 2 / largest : 0)
    {}
    [[nodiscard]] double at(double gain) const { return m_middle + m_perUnit * gain; }

private:
    double m_middle;
    double m_perUnit;
};

void paintDiamond(QPainter &painter, QPointF center, double radius)
{
    painter.drawPolygon(QPolygonF({center + QPointF(0, -radius), center + QPointF(radius, 0),
                                   center + QPointF(0, radius), center + QPointF(-radius, 0)}));
}

} // namespace

void GainDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem background(option);
    initStyleOption(&background, index);
    const QVariant value = index.data(SegmentsModel::ValueRole);
    if (!value.isValid())
        background.text = index.data(SegmentsModel::ReasonRole).toString();
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);
    if (!value.isValid())
        return;

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipRect(option.rect);
    const QRectF area = QRectF(option.rect).adjusted(8, 0, -8, 0);
    const Scale scale(area, index.data(SegmentsModel::ScaleRole).toDouble());
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const PlotColors colors = plotColors(option.palette);
    const QColor text = isSelected ? option.palette.color(QPalette::HighlightedText) : colors.text;
    const double gain = value.toDouble();
    const double lower = index.data(SegmentsModel::LowerRole).toDouble();
    const double upper = index.data(SegmentsModel::UpperRole).toDouble();
    const double y = area.center().y();
    const double half = kBarHeight * area.height() / 2;

    painter->setPen(QPen(isSelected ? text : colors.axis, 1));
    painter->drawLine(QPointF(scale.at(0), area.top()), QPointF(scale.at(0), area.bottom()));
    const SignalColors signal = signalColors(option.palette);
    const QColor color = isSelected ? text : gain >= 0 ? signal.good : signal.fault;
    const bool isSure = lower > 0 || upper < 0;
    QColor fill = color;
    fill.setAlphaF(isSure ? 0.75F : 0.12F);
    painter->setPen(QPen(color, 1.2));
    painter->setBrush(fill);
    painter->drawRect(QRectF(QPointF(std::min(scale.at(0), scale.at(gain)), y - half),
                             QPointF(std::max(scale.at(0), scale.at(gain)), y + half)));
    if (std::isfinite(lower) && std::isfinite(upper)) {
        painter->setPen(QPen(text, 1.5));
        painter->drawLine(QPointF(scale.at(lower), y), QPointF(scale.at(upper), y));
        for (const double bound : {lower, upper})
            painter->drawLine(QPointF(scale.at(bound), y - kCap), QPointF(scale.at(bound), y + kCap));
    }
    if (const QVariant truth = index.data(SegmentsModel::TruthRole); truth.isValid()) {
        painter->setPen(QPen(text, 1.3));
        painter->setBrush(colors.background);
        paintDiamond(*painter, {scale.at(truth.toDouble()), y}, kCap + 1);
    }
    painter->restore();
}

QSize GainDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {kWidth, QStyledItemDelegate::sizeHint(option, index).height()};
}

} // namespace fairlead
