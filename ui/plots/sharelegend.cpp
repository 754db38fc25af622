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
    m_width = m_shown.isEmpty()
                  ? 0
                  : kSwatch + kGap + std::min(names, kNameWidth) + kGap + metrics.horizontalAdvance(kWidestShare);
}

double ShareLegend::shareAtPoint(const SharesContent::Series &series) const
{
    const auto after = std::ranges::upper_bound(m_content.lambda, m_point);
    const auto step = std::max<qsizetype>(0, after - m_content.lambda.begin() - 1);
    return step < series.shares.size() ? series.shares[step] : 0;
}

void ShareLegend::paint(QPainter &painter, const QRect &rect, const QPalette &palette) const
{
    if (m_shown.isEmpty())
        return;
    const PlotColors colors = plotColors(palette);
    const int room = rect.height() / static_cast<int>(m_shown.size());
    const int height = std::clamp(room, 9, QFontMetrics(m_font).height() + kRowPadding);
    QFont font = m_font;
    if (height < QFontMetrics(font).height())
        font.setPixelSize(std::max(8, height - 3));
    painter.setFont(font);
    const QFontMetrics metrics(font);
    const int shareWidth = metrics.horizontalAdvance(kWidestShare);
    QRect row(rect.left(), rect.top(), rect.width(), height);
    for (const int s : std::as_const(m_shown)) {
        const auto &series = m_content.series[s];
        const double share = shareAtPoint(series);
        const int side = std::min(kSwatch, height - 2);
        painter.fillRect(QRect(row.left(), row.center().y() - side / 2, side, side), modelColor(series.model));
        painter.setPen(share > 0 ? colors.text : colors.mutedText);
        QRect text = row.adjusted(kSwatch + kGap, 0, 0, 0);
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, QString::fromStdString(formatPercent(share, 1)));
        text.setRight(text.right() - shareWidth - kGap + 1);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(series.name, Qt::ElideMiddle, text.width()));
        row.translate(0, height);
    }
}

} // namespace fairlead
