#pragma once

#include "ui/widgets/costunit.h"

#include <QString>
#include <QVector>
#include <QWidget>

#include <memory>

namespace fairlead {

/// One query's lines over lambda, straight between knots, and which of them is on top where.
struct UtilityLinesContent
{
    struct Line
    {
        QString name;
        int model = 0;          ///< modelColor
        QVector<double> values; ///< one per knot
        bool isServed = false;  ///< the log served this one
    };
    struct Piece ///< of the envelope
    {
        double lo = 0;
        double hi = 0;
        int line = 0;
    };
    QVector<double> lambda; ///< knots, ascending
    QVector<Line> lines;
    QVector<Piece> envelope;
    QString valueLabel; ///< of the vertical axis, with its unit
    QString shortLabel; ///< where there is no room for it

    /// A line's value between its knots.
    [[nodiscard]] double valueAt(int line, double at) const;
};

/// Draws them: each model's line in its colour and a dash of its own with its name at the end, the envelope bold, the
/// places where the query changes model as dots, the cost interval shaded and the point as a line. Moving interval and
/// point repaints their own layer alone.
class UtilityLinesPlot final : public QWidget
{
    Q_OBJECT

public:
    explicit UtilityLinesPlot(QWidget *parent = nullptr);
    ~UtilityLinesPlot() override;

    void setContent(const UtilityLinesContent &content); ///< empty clears
    void setUnit(const PreferenceScale &scale);
    void setInterval(double lower, double upper);
    void setPoint(double lambda);
    void setIsolated(int model); ///< the lines of the others fade; -1: all
    [[nodiscard]] const UtilityLinesContent &content() const;

    [[nodiscard]] QSize sizeHint() const override { return {380, 220}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 90}; }

signals:
    void lambdaPicked(double lambda); ///< by a press or drag inside the plot

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
