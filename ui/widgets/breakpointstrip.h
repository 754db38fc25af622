#pragma once

#include <QRectF>
#include <QVector>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QColor;
class QPainter;

namespace fairlead {

class SweepIndex;

/// What a widget asks of the current router's breakpoints: looked up where they lie, never copied.
struct BreakpointSource
{
    std::function<std::optional<double>(double lambda)> next;
    std::function<std::optional<double>(double lambda)> previous;
    std::function<std::vector<std::size_t>(std::size_t bins)> density; ///< queries that change model, over the range
};
[[nodiscard]] BreakpointSource breakpointsOf(std::shared_ptr<const SweepIndex> index);

/// A strip that shows where along lambda decisions change: a bar per two pixels, its height the square root of the
/// number of queries that change model there, so that few are still seen beside many.
class BreakpointStrip final
{
public:
    void setSource(const BreakpointSource &source);
    /// @param inside what lies in [lower, upper] pixels; `outside` the rest
    void paint(QPainter &painter, const QRectF &rect, double lower, double upper, const QColor &inside,
               const QColor &outside);
    /// Heights in [0, 1] of the bars of a strip of this width; none without a source.
    [[nodiscard]] const QVector<double> &heights(double width);

private:
    std::function<std::vector<std::size_t>(std::size_t bins)> m_density;
    QVector<double> m_heights;
    int m_bars = -1; ///< of m_heights; negative: outdated
};

} // namespace fairlead
