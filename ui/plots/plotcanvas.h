#pragma once

#include <qcustomplot.h>

namespace fairlead {

/// The QCustomPlot of every plot. It draws what can be seen, and once a turn of the event loop: a hidden one waits
/// until it is shown, a resized one until the window has settled, and a layer is not drawn alone while the whole plot
/// is about to be.
class PlotCanvas final : public QCustomPlot
{
    Q_OBJECT

public:
    explicit PlotCanvas(QWidget *parent);

    /// The whole plot, in the next turn of the event loop.
    void redraw();
    /// One buffered layer, now; the others stay as they are.
    void redraw(QCPLayer &layer);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    bool m_stale = false; ///< something changed while nobody could see it
};

} // namespace fairlead
