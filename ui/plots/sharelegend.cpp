#include "ui/plots/sharelegend.h"

#include "core/base/format.h"
#include "ui/widgets/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kSwatch = 11;
constexpr int kGap = 7;
constexpr int kNameWidth = 160;
constexpr int kRowPadding = 4;
const QString kWidestShare = QStringLiteral("100.0%");
const QString kWidestTitle = QStringLiteral("Point: λ = 0.00000");

QString shareText(double share)
{
    return QString::fromStdString(formatPercent(share, 1));
}

} // namespace

void ShareLegend::setContent(const SharesContent &content, const QFont &font)
{
    m_content = content;
    m_font = font;
    m_shown.clear();
    const QFontMetrics metrics(font);
    int names = 0;
    for (auto s = static_cast<int>(content.series.size()) - 1; s >= 0; --s) {
        const auto &series = content.series[s];
        if (std::ranges::none_of(series.shares, [](double share) { return share > 0; }))
            continue;
        m_shown.append(s);
        names = std::max(names, metrics.horizontalAdvance(series.name) + 2);
    }
    const int row = kSwatch + kGap + std::min(names, kNameWidth) + kGap + metrics.horizontalAdvance(kWidestShare);
    m_width = m_shown.isEmpty() ? 0 : std::max(row, metrics.horizontalAdvance(kWidestTitle));
}

void ShareLegend::setReading(double lambda, const QString &title)
{
    m_lambda = lambda;
    m_title = title;
}

qsizetype shareStep(const SharesContent &content, double lambda)
{
    const auto after = std::ranges::upper_bound(content.lambda, lambda);
    return std::max<qsizetype>(0, after - content.lambda.begin() - 1);
}

double ShareLegend::shareOf(const SharesContent::Series &series) const
{
    return series.shares.value(shareStep(m_content, m_lambda), 0);
}

/// Of the title and of every model.
int ShareLegend::rowHeight(const QRect &rect) const
{
    const int room = rect.height() / (static_cast<int>(m_shown.size()) + 1);
    return std::clamp(room, 9, QFontMetrics(m_font).height() + kRowPadding);
}

int ShareLegend::modelAt(QPoint position, const QRect &rect) const
{
    if (!rect.contains(position))
        return -1;
    const int row = (position.y() - rect.top()) / rowHeight(rect) - 1;
    return row >= 0 && row < m_shown.size() ? m_content.series[m_shown[row]].model : -1;
}

QVector<int> ShareLegend::models() const
{
    QVector<int> models;
    for (const int s : m_shown)
        models.append(m_content.series[s].model);
    return models;
}

QString ShareLegend::text() const
{
    QStringList lines{m_title};
    for (const int s : m_shown)
        lines += m_content.series[s].name + QLatin1Char(' ') + shareText(shareOf(m_content.series[s]));
    return lines.join(QLatin1Char('\n'));
}

void ShareLegend::paint(QPainter &painter, const QRect &rect, const QPalette &palette) const
{
    if (m_shown.isEmpty())
        return;
    const PlotColors colors = plotColors(palette);
    const int height = rowHeight(rect);
    QFont font = m_font;
    if (height < QFontMetrics(font).height())
        font.setPixelSize(std::max(8, height - 3));
    painter.setFont(font);
    const int shareWidth = QFontMetrics(font).horizontalAdvance(kWidestShare);
    QRect row(rect.left(), rect.top(), rect.width(), height);
    painter.setPen(colors.mutedText);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(font).elidedText(m_title, Qt::ElideRight, row.width()));
    for (const int s : std::as_const(m_shown)) {
        row.translate(0, height);
        const auto &series = m_content.series[s];
        const double share = shareOf(series);
        const bool stands = series.model == m_isolated;
        font.setWeight(stands ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        const int side = std::min(kSwatch, height - 2);
        QColor swatch = modelColor(series.model);
        swatch.setAlphaF(m_isolated < 0 || stands ? 1.0F : 0.3F);
        painter.fillRect(QRect(row.left(), row.center().y() - side / 2, side, side), swatch);
        painter.setPen(share > 0 && (m_isolated < 0 || stands) ? colors.text : colors.mutedText);
        QRect text = row.adjusted(kSwatch + kGap, 0, 0, 0);
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, shareText(share));
        text.setRight(text.right() - shareWidth - kGap + 1);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(font).elidedText(series.name, Qt::ElideMiddle, text.width()));
    }
}

} // namespace fairlead
