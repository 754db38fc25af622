#pragma once

#include "ui/plots/series.h"
#include "ui/widgets/costunit.h"

#include <QWidget>

#include <memory>

namespace fairlead {

/// Routing shares of one router as a stacked area over lambda, in exact steps, with the shares at the point beside
/// the models' names. What lies outside of the cost interval is dimmed. Moving interval and point repaints only their
/// own layer, in the frame of the call.
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
    [[nodiscard]] bool save(const QString &path, QSize size, double scale);

    [[nodiscard]] QSize sizeHint() const override { return {640, 220}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 150}; }

signals:
    void lambdaPicked(double lambda);          ///< by a press or drag inside the plot
    void plotAreaChanged(int left, int right); ///< pixels left and right of the axis

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
