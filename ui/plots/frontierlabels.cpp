#include "ui/plots/frontierlabels.h"

#include "ui/plots/frontierplot.h"
#include "ui/plots/labelplacement.h"
#include "ui/widgets/theme.h"

#include <qcustomplot.h>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kNameWidth = 180;
constexpr double kLeaderFrom = 13; ///< pixels between point and name from which a leader helps

} // namespace

void FrontierLabels::setReferences(const QVector<FrontierReference> &references, const QPalette &palette, int isolated)
{
    for (QCPItemText *label : std::as_const(m_labels))
        m_plot.removeItem(label);
    for (QCPItemLine *leader : std::as_const(m_leaders))
        m_plot.removeItem(leader);
    m_labels.clear();
    m_leaders.clear();
    m_references = references;
    // The first of them has the choice of places.
    std::stable_partition(m_references.begin(), m_references.end(), [isolated](const FrontierReference &reference) {
        return reference.best || reference.model < 0 || reference.model == isolated;
    });
    for (const FrontierReference &reference : std::as_const(m_references))
        add(reference, palette, isolated);
}

void FrontierLabels::add(const FrontierReference &reference, const QPalette &palette, int isolated)
{
    const PlotColors colors = plotColors(palette);
    const bool stands = isolated >= 0 && reference.model == isolated;
    const bool strong = isolated < 0 ? reference.best || reference.model < 0 : stands;
    QFont font = m_plot.font();
    font.setWeight(reference.best || stands ? QFont::DemiBold : QFont::Normal);
    auto *label = new QCPItemText(&m_plot);
    label->position->setType(QCPItemPosition::ptAbsolute);
    label->setPositionAlignment(Qt::AlignCenter);
    label->setColor(strong ? colors.text : colors.mutedText);
    label->setFont(font);
    QColor halo = colors.background;
    halo.setAlphaF(0.85F);
    label->setBrush(halo);
    const QString name = shortName(reference.name, font);
    QString text = reference.best ? FrontierPlot::tr("%1 (best single)").arg(name) : name;
    if (reference.verdict == Verdict::Caution)
        text += QStringLiteral(" · ") + QString::fromStdString(std::string(verdictKey(reference.verdict)));
    label->setText(text);
    m_labels.append(label);

    QColor faint = colors.mutedText;
    faint.setAlphaF(0.6F);
    auto *leader = new QCPItemLine(&m_plot);
    leader->start->setType(QCPItemPosition::ptAbsolute);
    leader->end->setType(QCPItemPosition::ptAbsolute);
    leader->setPen(QPen(faint, 1));
    m_leaders.append(leader);
}

void FrontierLabels::arrange(const QVector<QRectF> &obstacles) const
{
    const QRectF area = QRectF(m_plot.axisRect()->rect()).adjusted(2, 2, -2, -2);
    QVector<LabelRequest> requests;
    QVector<qsizetype> seen; // zoomed in, most points lie elsewhere
    for (qsizetype r = 0; r < m_labels.size(); ++r) {
        const FrontierReference &reference = m_references[r];
        const QPointF anchor(m_plot.xAxis->coordToPixel(reference.cost.value),
                             m_plot.yAxis->coordToPixel(reference.quality.value));
        m_labels[r]->setVisible(false);
        m_leaders[r]->setVisible(false);
        if (!area.contains(anchor))
            continue;
        const QSize text = QFontMetrics(m_labels[r]->font()).size(Qt::TextSingleLine, m_labels[r]->text());
        requests.append({anchor, QSizeF(text) + QSizeF(2, 0)});
        seen.append(r);
    }
    const QVector<QRectF> places = placeLabels(requests, area, obstacles);
    for (qsizetype k = 0; k < seen.size(); ++k) {
        if (!places[k].isEmpty())
            put(seen[k], places[k], requests[k].anchor);
    }
}

void FrontierLabels::put(qsizetype label, const QRectF &place, QPointF anchor) const
{
    const QPointF edge(std::clamp(anchor.x(), place.left(), place.right()),
                       std::clamp(anchor.y(), place.top(), place.bottom()));
    m_labels[label]->setVisible(true);
    m_labels[label]->position->setCoords(place.center());
    m_leaders[label]->setVisible(QLineF(anchor, edge).length() > kLeaderFrom);
    m_leaders[label]->start->setCoords(anchor);
    m_leaders[label]->end->setCoords(edge);
}

QString shortName(const QString &name, const QFont &font)
{
    return QFontMetrics(font).elidedText(name, Qt::ElideMiddle, kNameWidth);
}

} // namespace fairlead
