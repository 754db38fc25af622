#pragma once

#include "ui/plots/series.h"

#include <QFont>
#include <QPalette>
#include <QRect>

class QPainter;

namespace fairlead {

/// The models of a stack from its top to its bottom, each with colour, name and its share at the point. Models that
/// never serve are left out. Painted as part of the plot, so that saved pictures hold it too.
class ShareLegend final
{
public:
    void setContent(const SharesContent &content, const QFont &font);
    void setPoint(double lambda) { m_point = lambda; }

    [[nodiscard]] int width() const { return m_width; } ///< pixels it wants; 0 without content
    void paint(QPainter &painter, const QRect &rect, const QPalette &palette) const;

private:
    [[nodiscard]] double shareAtPoint(const SharesContent::Series &series) const;

    SharesContent m_content;
    QVector<int> m_shown; ///< indices of m_content.series, from the top of the stack
    QFont m_font;
    int m_width = 0;
    double m_point = 0;
};

} // namespace fairlead
