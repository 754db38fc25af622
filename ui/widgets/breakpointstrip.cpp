#include "ui/widgets/breakpointstrip.h"

#include "core/sweep/breakpoints.h"

#include <QColor>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr double kBarWidth = 2;
constexpr double kLeastHeight = 2; ///< pixels of a bar with a single query

} // namespace

BreakpointSource breakpointsOf(std::shared_ptr<const SweepIndex> index)
{
    return {[index](double lambda) { return nextBreakpoint(*index, lambda); },
            [index](double lambda) { return previousBreakpoint(*index, lambda); },
            [index](std::size_t bins) { return breakpointDensity(*index, bins); }};
}

void BreakpointStrip::setSource(const BreakpointSource &source)
{
    m_density = source.density;
    m_bars = -1;
}

const QVector<double> &BreakpointStrip::heights(double width)
{
    const int bars = m_density ? std::max(0, static_cast<int>(width / kBarWidth)) : 0;
    if (bars == m_bars)
        return m_heights;
    m_bars = bars;
    m_heights.clear();
    if (bars == 0)
        return m_heights;
    const auto counts = m_density(static_cast<std::size_t>(bars));
    const std::size_t most = counts.empty() ? 0 : *std::ranges::max_element(counts);
    for (const std::size_t count : counts)
        m_heights.append(most == 0 ? 0 : std::sqrt(static_cast<double>(count) / static_cast<double>(most)));
    return m_heights;
}

void BreakpointStrip::paint(QPainter &painter, const QRectF &rect, double lower, double upper, const QColor &inside,
                            const QColor &outside)
{
    const QVector<double> &bars = heights(rect.width());
    const double width = rect.width() / static_cast<double>(std::max<qsizetype>(1, bars.size()));
    for (qsizetype k = 0; k < bars.size(); ++k) {
        if (bars[k] <= 0)
            continue;
        const double height = std::max(kLeastHeight, bars[k] * rect.height());
        const QRectF bar(rect.left() + static_cast<double>(k) * width, rect.bottom() - height, width, height);
        painter.fillRect(bar, bar.center().x() >= lower && bar.center().x() <= upper ? inside : outside);
    }
}

} // namespace fairlead
