#pragma once

#include "ui/plots/series.h"
#include "ui/widgets/costunit.h"

#include <QWidget>

#include <memory>

namespace fairlead {

/// Routing shares of one router as a stacked area over lambda, in exact steps, with the shares at the point beside
/// the models' names, or at the mouse while it is inside. What lies outside of the cost interval is dimmed. Moving
/// interval, point and mouse repaints only their own layer, in the frame of the call.
///
/// Mouse: a drag picks lambda; a click on a model's area or name isolates it, a second click releases it. Keys: Up and
/// Down isolate the next model, Esc releases it.
class SharesPlot final : public QWidget
{
    Q_OBJECT

public:
    explicit SharesPlot(QWidget *parent = nullptr);
    ~SharesPlot() override;

    void setContent(const SharesContent &content);
    void setUnit(const PreferenceScale &scale);
    void setInterval(double lower, double upper);
    void setPoint(double lambda);
    void setIsolated(int model);              ///< the others are dimmed; -1: none
    [[nodiscard]] QString legendText() const; ///< lambda and shares as the legend reads
    [[nodiscard]] bool save(const QString &path, QSize size, double scale);

    [[nodiscard]] QSize sizeHint() const override { return {640, 220}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 110}; }

signals:
    void lambdaPicked(double lambda);          ///< by a drag inside the plot
    void modelIsolated(int model);             ///< by hand; -1: released
    void plotAreaChanged(int left, int right); ///< pixels left and right of the axis

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
