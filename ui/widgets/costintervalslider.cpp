#include "ui/widgets/costintervalslider.h"

#include "ui/widgets/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace fairlead {

namespace {

using Part = CostIntervalSlider::Part;

constexpr std::array kParts{Part::Lower, Part::Point, Part::Upper};
constexpr double kGripWidth = 9;
constexpr double kGripHeight = 20;
constexpr double kPointRadius = 7;
constexpr double kTrackHeight = 4;
constexpr double kTrackBottom = 13; ///< from the middle of the track to the widget's edge
constexpr double kStripTop = 2;
constexpr double kReach = 12; ///< pixels from a grip within which a press takes it without moving it
constexpr double kSteps = 200;
constexpr double kFineSteps = 2000;
constexpr double kPages = 10;

/// The handles lie outside of the interval, the point on the middle: none hides another where they meet.
double gripOffset(Part part)
{
    switch (part) {
    case Part::Lower:
        return -kGripWidth / 2;
    case Part::Upper:
        return kGripWidth / 2;
    case Part::Point:
        break;
    }
    return 0;
}

} // namespace

CostIntervalSlider::CostIntervalSlider(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Cost interval"));
    describe();
}

void CostIntervalSlider::setRange(double minimum, double maximum)
{
    m_minimum = minimum;
    m_maximum = std::max(minimum, maximum);
    apply(m_lower, m_point, m_upper);
    update();
}

void CostIntervalSlider::setInterval(double lower, double upper)
{
    const auto [low, high] = std::minmax(lower, upper);
    apply(low, m_point, high);
}

void CostIntervalSlider::setPoint(double lambda)
{
    apply(m_lower, lambda, m_upper);
}

void CostIntervalSlider::setUnit(const PreferenceScale &scale)
{
    m_scale = scale;
    describe();
}

void CostIntervalSlider::setBreakpoints(const BreakpointSource &source)
{
    m_breakpoints = source;
    m_strip.setSource(source);
    update();
}

void CostIntervalSlider::setTrackMargins(int left, int right)
{
    m_marginLeft = std::max(left, static_cast<int>(kGripWidth) + 2);
    m_marginRight = std::max(right, static_cast<int>(kGripWidth) + 2);
    update();
}

double CostIntervalSlider::valueOf(Part part) const
{
    return part == Part::Lower ? m_lower : part == Part::Upper ? m_upper : m_point;
}

void CostIntervalSlider::setValue(Part part, double lambda)
{
    switch (part) {
    case Part::Lower:
        return apply(std::min(lambda, m_upper), m_point, m_upper);
    case Part::Upper:
        return apply(m_lower, m_point, std::max(lambda, m_lower));
    case Part::Point:
        return apply(m_lower, lambda, m_upper);
    }
}

void CostIntervalSlider::apply(double lower, double point, double upper)
{
    if (!std::isfinite(lower) || !std::isfinite(point) || !std::isfinite(upper))
        return;
    const double newLower = std::clamp(lower, m_minimum, m_maximum);
    const double newUpper = std::clamp(upper, newLower, m_maximum);
    const double newPoint = std::clamp(point, newLower, newUpper);
    const bool intervalMoved = newLower != m_lower || newUpper != m_upper;
    const bool pointMoved = newPoint != m_point;
    if (!intervalMoved && !pointMoved)
        return;
    m_lower = newLower;
    m_upper = newUpper;
    m_point = newPoint;
    describe();
    update();
    if (intervalMoved)
        emit intervalChanged(m_lower, m_upper);
    if (pointMoved)
        emit pointChanged(m_point);
}

QRectF CostIntervalSlider::track() const
{
    return {double(m_marginLeft), height() - kTrackBottom - kTrackHeight / 2,
            std::max(1.0, double(width() - m_marginLeft - m_marginRight)), kTrackHeight};
}

double CostIntervalSlider::toPixel(double lambda) const
{
    const QRectF line = track();
    const double span = m_maximum - m_minimum;
    return span > 0 ? line.left() + (lambda - m_minimum) / span * line.width() : line.left();
}

double CostIntervalSlider::toLambda(double x) const
{
    const QRectF line = track();
    return m_minimum + (x - line.left()) / line.width() * (m_maximum - m_minimum);
}

QPointF CostIntervalSlider::gripCenter(Part part) const
{
    return {toPixel(valueOf(part)) + gripOffset(part), track().center().y()};
}

Part CostIntervalSlider::partAt(QPointF position) const
{
    const auto distance = [&](Part part) { return std::abs(position.x() - gripCenter(part).x()); };
    const Part nearest = *std::ranges::min_element(kParts, {}, distance);
    if (distance(nearest) <= kReach)
        return nearest;
    const double lambda = toLambda(position.x());
    return lambda < m_lower ? Part::Lower : lambda > m_upper ? Part::Upper : Part::Point;
}

void CostIntervalSlider::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return event->ignore();
    m_focusPart = partAt(event->position());
    m_dragging = true;
    const double offset = event->position().x() - toPixel(valueOf(m_focusPart));
    m_dragOffset = std::abs(offset - gripOffset(m_focusPart)) <= kReach ? offset : 0;
    setValue(m_focusPart, toLambda(event->position().x() - m_dragOffset));
    describe();
    update();
}

void CostIntervalSlider::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragging)
        setValue(m_focusPart, toLambda(event->position().x() - m_dragOffset));
}

void CostIntervalSlider::mouseReleaseEvent(QMouseEvent *)
{
    m_dragging = false;
}

/// Where an arrow key takes the part in focus.
double CostIntervalSlider::stepped(int key, bool fine) const
{
    const double now = valueOf(m_focusPart);
    const double step = (m_maximum - m_minimum) / (fine ? kFineSteps : kSteps);
    const bool isUp = key == Qt::Key_Right || key == Qt::Key_Up;
    const bool byBreakpoint = !fine && (key == Qt::Key_Right || key == Qt::Key_Left);
    if (byBreakpoint && isUp && m_breakpoints.next)
        return m_breakpoints.next(now).value_or(m_maximum);
    if (byBreakpoint && !isUp && m_breakpoints.previous)
        return m_breakpoints.previous(now).value_or(m_minimum);
    return isUp ? now + step : now - step;
}

void CostIntervalSlider::keyPressEvent(QKeyEvent *event)
{
    const double range = m_maximum - m_minimum;
    const double now = valueOf(m_focusPart);
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Down:
    case Qt::Key_Up:
        return setValue(m_focusPart, stepped(event->key(), event->modifiers().testFlag(Qt::ShiftModifier)));
    case Qt::Key_PageDown:
        return setValue(m_focusPart, now - range / kPages);
    case Qt::Key_PageUp:
        return setValue(m_focusPart, now + range / kPages);
    case Qt::Key_Home:
        return setValue(m_focusPart, m_focusPart == Part::Lower ? m_minimum : m_lower);
    case Qt::Key_End:
        return setValue(m_focusPart, m_focusPart == Part::Upper ? m_maximum : m_upper);
    default:
        QWidget::keyPressEvent(event);
    }
}

void CostIntervalSlider::focusInEvent(QFocusEvent *event)
{
    if (event->reason() == Qt::TabFocusReason)
        m_focusPart = Part::Lower;
    else if (event->reason() == Qt::BacktabFocusReason)
        m_focusPart = Part::Upper;
    describe();
    QWidget::focusInEvent(event);
    update();
}

void CostIntervalSlider::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool CostIntervalSlider::focusNextPrevChild(bool next)
{
    const int wanted = static_cast<int>(m_focusPart) + (next ? 1 : -1);
    if (wanted < 0 || wanted >= static_cast<int>(kParts.size()))
        return QWidget::focusNextPrevChild(next);
    m_focusPart = static_cast<Part>(wanted);
    describe();
    update();
    return true;
}

bool CostIntervalSlider::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QString text = partText(partAt(help->pos()));
        if (m_breakpoints.density)
            text += tr("\nBars: how many queries change model there (height: square root of the number)"
                       "\nLeft and Right go from breakpoint to breakpoint");
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

QString CostIntervalSlider::partText(Part part) const
{
    const QString value = formatPreference(valueOf(part), m_scale);
    switch (part) {
    case Part::Lower:
        return tr("Interval from %1").arg(value);
    case Part::Upper:
        return tr("Interval to %1").arg(value);
    case Part::Point:
        break;
    }
    return tr("Point at %1").arg(value);
}

void CostIntervalSlider::describe()
{
    setAccessibleDescription(tr("%1; keys move: %2").arg(costUnitTitle(m_scale.unit), partText(m_focusPart)));
}

void CostIntervalSlider::paintEvent(QPaintEvent *)
{
    const PlotColors colors = plotColors(palette());
    const QColor accent = isEnabled() ? colors.accent : colors.mutedText;
    const QRectF line = track();
    QPainter painter(this);
    const QColor window = palette().color(QPalette::Window);
    m_strip.paint(painter, {line.left(), kStripTop, line.width(), line.top() - kStripTop}, toPixel(m_lower),
                  toPixel(m_upper), blended(accent, window, 0.5), blended(colors.text, window, 0.26));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(blended(colors.text, window, 0.22));
    painter.drawRoundedRect(line, kTrackHeight / 2, kTrackHeight / 2);
    QRectF inside = line;
    inside.setLeft(toPixel(m_lower));
    inside.setRight(toPixel(m_upper));
    painter.setBrush(accent);
    painter.drawRect(inside);

    const QPen focusRing(colors.text, 2);
    for (const Part part : {Part::Lower, Part::Upper, Part::Point}) {
        painter.setPen(hasFocus() && part == m_focusPart ? focusRing : QPen(colors.background, 1));
        const QPointF center = gripCenter(part);
        if (part == Part::Point) {
            painter.setBrush(hasFocus() && part == m_focusPart ? accent : colors.text);
            painter.drawEllipse(center, kPointRadius, kPointRadius);
            continue;
        }
        painter.setBrush(accent);
        QRectF grip(0, 0, kGripWidth, kGripHeight);
        grip.moveCenter(center);
        painter.drawRoundedRect(grip, 3, 3);
    }
}

} // namespace fairlead
