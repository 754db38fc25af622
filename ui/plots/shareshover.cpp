#include "ui/plots/shareshover.h"

#include "core/base/format.h"
#include "ui/plots/plotstyle.h"
#include "ui/widgets/theme.h"

#include <qcustomplot.h>

#include <algorithm>

namespace fairlead {

namespace {

constexpr double kGap = 12;

double shareAt(const SharesContent::Series &series, qsizetype step)
{
    return step >= 0 && step < series.shares.size() ? series.shares[step] : 0;
}

} // namespace

qsizetype shareStep(const SharesContent &content, double lambda)
{
    if (content.lambda.isEmpty())
        return -1;
    const auto after = std::ranges::upper_bound(content.lambda, lambda);
    return std::max<qsizetype>(0, after - content.lambda.begin() - 1);
}

int modelAtShare(const SharesContent &content, double lambda, double height)
{
    const qsizetype step = shareStep(content, lambda);
    double top = 0;
    for (const auto &series : content.series) {
        top += shareAt(series, step);
        if (height < top)
            return series.model;
    }
    return -1;
}

QString sharesText(const SharesContent &content, double lambda, const PreferenceScale &scale)
{
    const qsizetype step = shareStep(content, lambda);
    QStringList lines{preferencePhrase(lambda, scale)};
    for (auto series = content.series.crbegin(); series != content.series.crend(); ++series) {
        if (const double share = shareAt(*series, step); share > 0)
            lines += QStringLiteral("%1  %2").arg(QString::fromStdString(formatPercent(share, 1)), series->name);
    }
    return lines.join(QLatin1Char('\n'));
}

SharesHover::SharesHover(QCustomPlot &plot)
    : m_plot(plot)
{
    const QString name = QStringLiteral("hover");
    plot.addLayer(name);
    m_layer = plot.layer(name);
    m_layer->setMode(QCPLayer::lmBuffered);
    m_line = new QCPItemLine(&plot);
    for (QCPItemPosition *end : {m_line->start, m_line->end}) {
        end->setTypeX(QCPItemPosition::ptPlotCoords);
        end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    m_label = new QCPItemText(&plot);
    m_label->position->setType(QCPItemPosition::ptAbsolute);
    m_label->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_label->setTextAlignment(Qt::AlignLeft);
    m_label->setPadding(QMargins(6, 4, 6, 4));
    m_label->setClipToAxisRect(false);
    for (QCPAbstractItem *item : {static_cast<QCPAbstractItem *>(m_line), static_cast<QCPAbstractItem *>(m_label)}) {
        item->setLayer(m_layer);
        item->setVisible(false);
    }
}

void SharesHover::show(const QString &text, double lambda, QPointF mouse)
{
    m_label->setText(text);
    const QRect box = QFontMetrics(m_label->font()).boundingRect(QRect(), Qt::TextDontClip, text);
    const QSizeF size(box.width() + 14, box.height() + 10);
    const QRectF area(m_plot.viewport());
    double left = mouse.x() + kGap;
    if (left + size.width() > area.right())
        left = mouse.x() - kGap - size.width();
    const double top = std::min(mouse.y() + kGap, area.bottom() - size.height());
    m_label->position->setCoords(std::max(left, area.left()), std::max(top, area.top()));
    m_line->start->setCoords(lambda, 0);
    m_line->end->setCoords(lambda, 1);
    m_label->setVisible(true);
    m_line->setVisible(true);
    replotLayer(*m_layer);
}

void SharesHover::hide()
{
    if (!m_label->visible())
        return;
    m_label->setVisible(false);
    m_line->setVisible(false);
    replotLayer(*m_layer);
}

void SharesHover::applyColors(const QPalette &palette)
{
    const PlotColors colors = plotColors(palette);
    m_label->setFont(m_plot.font());
    m_label->setColor(colors.text);
    m_label->setBrush(colors.background);
    m_label->setPen(QPen(colors.axis));
    m_line->setPen(QPen(colors.text, 1, Qt::DotLine));
}

QString SharesHover::text() const
{
    return m_label->visible() ? m_label->text() : QString();
}

} // namespace fairlead
