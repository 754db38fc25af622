#include "ui/pages/trust/verdictbadge.h"

#include "ui/models/displaytext.h"
#include "ui/widgets/theme.h"

#include <QPainter>

namespace fairlead {

namespace {

void drawSign(QPainter &painter, VerdictBadge::Kind kind, const QRectF &box)
{
    const double s = box.width();
    const auto at = [&](double x, double y) { return box.topLeft() + QPointF(x * s, y * s); };
    switch (kind) {
    case VerdictBadge::Kind::Ok:
        painter.drawPolyline(QPolygonF{at(0.28, 0.52), at(0.44, 0.68), at(0.73, 0.34)});
        break;
    case VerdictBadge::Kind::Caution:
        painter.drawLine(at(0.5, 0.36), at(0.5, 0.62));
        painter.drawPoint(at(0.5, 0.78));
        break;
    case VerdictBadge::Kind::Refuse:
        painter.drawLine(at(0.32, 0.32), at(0.68, 0.68));
        painter.drawLine(at(0.68, 0.32), at(0.32, 0.68));
        break;
    case VerdictBadge::Kind::Note:
        painter.drawPoint(at(0.5, 0.28));
        painter.drawLine(at(0.5, 0.46), at(0.5, 0.74));
        break;
    }
}

} // namespace

VerdictBadge::VerdictBadge(Kind kind, int side, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
{
    setFixedSize(side, side);
    setKind(kind);
}

void VerdictBadge::setKind(Kind kind)
{
    m_kind = kind;
    setAccessibleName(word(kind));
    update();
}

VerdictBadge::Kind VerdictBadge::kindOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Ok:
        return Kind::Ok;
    case Verdict::Caution:
        return Kind::Caution;
    case Verdict::Refuse:
        return Kind::Refuse;
    }
    return Kind::Refuse;
}

QString VerdictBadge::word(Kind kind)
{
    switch (kind) {
    case Kind::Ok:
        return toText(verdictKey(Verdict::Ok));
    case Kind::Caution:
        return toText(verdictKey(Verdict::Caution));
    case Kind::Refuse:
        return toText(verdictKey(Verdict::Refuse));
    case Kind::Note:
        return tr("NOTE");
    }
    return {};
}

QColor VerdictBadge::color(Kind kind, const QPalette &palette)
{
    const SignalColors signal = signalColors(palette);
    switch (kind) {
    case Kind::Ok:
        return signal.good;
    case Kind::Caution:
        return signal.caution;
    case Kind::Refuse:
        return signal.fault;
    case Kind::Note:
        return signal.news;
    }
    return signal.news;
}

void VerdictBadge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(m_kind, palette()));
    if (m_kind == Kind::Caution)
        painter.drawPolygon(QPolygonF{QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()});
    else if (m_kind == Kind::Refuse)
        painter.drawRoundedRect(box, 2, 2);
    else
        painter.drawEllipse(box);
    painter.setPen(
        QPen(palette().color(QPalette::Window), box.width() * 0.11, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    drawSign(painter, m_kind, box);
}

} // namespace fairlead
