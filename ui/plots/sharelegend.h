#pragma once

#include "ui/plots/series.h"

#include <QFont>
#include <QPalette>
#include <QRect>

class QPainter;

namespace fairlead {

/// The models of a stack from its top to its bottom, each with colour, name and its share at a lambda, which its first
/// line says. Models that never serve are left out. Painted as part of the plot, so that saved pictures hold it too.
class ShareLegend final
{
public:
    void setContent(const SharesContent &content, const QFont &font);
    /// What the shares are read at, and how that is said: "Point: λ = 60".
    void setReading(double lambda, const QString &title);
    void setIsolated(int model) { m_isolated = model; } ///< -1: none

    [[nodiscard]] int width() const { return m_width; } ///< pixels it wants; 0 without content
    void paint(QPainter &painter, const QRect &rect, const QPalette &palette) const;
    /// The model whose line is there, given the rectangle that was painted; -1: none.
    [[nodiscard]] int modelAt(QPoint position, const QRect &rect) const;
    [[nodiscard]] QVector<int> models() const; ///< shown, from top to bottom
    [[nodiscard]] QString text() const;        ///< all lines, as they read

private:
    [[nodiscard]] double shareOf(const SharesContent::Series &series) const;
    [[nodiscard]] int rowHeight(const QRect &rect) const;

    SharesContent m_content;
    QVector<int> m_shown; ///< indices of m_content.series, from the top of the stack
    QFont m_font;
    QString m_title;
    int m_width = 0;
    int m_isolated = -1;
    double m_lambda = 0;
};

/// The place among a content's steps that holds at lambda.
[[nodiscard]] qsizetype shareStep(const SharesContent &content, double lambda);

} // namespace fairlead
