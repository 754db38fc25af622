#pragma once

#include "ui/widgets/breakpointstrip.h"
#include "ui/widgets/costunit.h"

#include <QWidget>

namespace fairlead {

/// One track over lambda with two handles, the cost interval, and a point inside it; lower <= point <= upper always.
/// Behind the track a strip shows where the current router's breakpoints are dense.
///
/// Mouse: the nearest part is taken and follows; a click on the track brings the point, or outside of the interval the
/// handle. Keys: Tab goes from part to part; Left and Right go to the previous and the next breakpoint (without a
/// router, and Up and Down always, by 1/200 of the range), with Shift by 1/2000; Page keys by a tenth; Home and End
/// take a handle to the end of its room (lower: the range's start or the upper handle) and the point to the handles. A
/// handle that meets the point takes it along.
class CostIntervalSlider final : public QWidget
{
    Q_OBJECT

public:
    enum class Part
    {
        Lower,
        Point,
        Upper
    };

    explicit CostIntervalSlider(QWidget *parent = nullptr);

    void setRange(double minimum, double maximum); ///< clamps interval and point into it
    void setInterval(double lower, double upper);
    void setPoint(double lambda);
    void setUnit(const PreferenceScale &scale);          ///< of the spoken and shown texts only
    void setBreakpoints(const BreakpointSource &source); ///< of the current router, over the slider's range
    /// Pixels left and right of the track, so that it can lie exactly under a plot's axis.
    void setTrackMargins(int left, int right);

    [[nodiscard]] double minimum() const { return m_minimum; }
    [[nodiscard]] double maximum() const { return m_maximum; }
    [[nodiscard]] double lower() const { return m_lower; }
    [[nodiscard]] double upper() const { return m_upper; }
    [[nodiscard]] double point() const { return m_point; }
    [[nodiscard]] Part focusPart() const { return m_focusPart; }
    [[nodiscard]] double valueOf(Part part) const;
    void setValue(Part part, double lambda); ///< clamped; as by hand

    /// Where a part is taken with the mouse, in widget coordinates.
    [[nodiscard]] QPointF gripCenter(Part part) const;
    [[nodiscard]] QSize sizeHint() const override { return {360, 46}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 46}; }

signals:
    void intervalChanged(double lower, double upper);
    void pointChanged(double lambda);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    bool event(QEvent *event) override;

private:
    void apply(double lower, double point, double upper);
    [[nodiscard]] QRectF track() const;
    [[nodiscard]] double toPixel(double lambda) const;
    [[nodiscard]] double toLambda(double x) const;
    [[nodiscard]] Part partAt(QPointF position) const;
    [[nodiscard]] QString partText(Part part) const;
    [[nodiscard]] double stepped(int key, bool fine) const;
    void describe();

    double m_minimum = 0;
    double m_maximum = 1;
    double m_lower = 0;
    double m_upper = 1;
    double m_point = 0.5;
    PreferenceScale m_scale;
    BreakpointSource m_breakpoints;
    BreakpointStrip m_strip;
    Part m_focusPart = Part::Point;
    bool m_dragging = false;
    double m_dragOffset = 0;
    int m_marginLeft = 16;
    int m_marginRight = 16;
};

} // namespace fairlead
