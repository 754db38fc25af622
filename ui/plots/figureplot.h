#pragma once

#include <QWidget>

#include <memory>

class QCustomPlot;

namespace fairlead {

class PlotCanvas;

/// A plot that is only looked at: drawn from scratch when its content or the palette changes. The wheel scrolls the
/// page around it. Leaf classes are given values of core and draw them.
class FigurePlot : public QWidget
{
    Q_OBJECT

public:
    ~FigurePlot() override;

    [[nodiscard]] bool save(const QString &path, QSize size, double scale);
    [[nodiscard]] QSize sizeHint() const override { return {460, 250}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {260, 200}; }

protected:
    explicit FigurePlot(QWidget *parent);

    /// Puts the content into a plot that is empty but for its styled axes; sets ranges and labels.
    virtual void draw(QCustomPlot &plot) = 0;
    void redraw();

    /// A note inside the axes, in parts of their rectangle from the top left.
    void addNote(double x, double y, Qt::Alignment anchor, const QString &text);
    /// Labels, ticks and range of an axis that counts propensityBin()s.
    enum class Side
    {
        Bottom,
        Left
    };
    void setPropensityAxis(Side side, const QString &label);

    void changeEvent(QEvent *event) override;

private:
    PlotCanvas *m_plot = nullptr;
};

} // namespace fairlead
