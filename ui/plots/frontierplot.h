#pragma once

#include "ui/plots/series.h"

#include <QWidget>

#include <memory>

namespace fairlead {

/// Accuracy against cost: the operating points of one or more routers as curves, the current one with the band of its
/// 95% interval, and single models and the logging policy as points with intervals. Truth is dashed, or hollow. Moving
/// the mark repaints only its own layer, in the frame of the call.
class FrontierPlot final : public QWidget
{
    Q_OBJECT

public:
    explicit FrontierPlot(QWidget *parent = nullptr);
    ~FrontierPlot() override;

    void setContent(const FrontierContent &content);
    void setMark(const FrontierMark &mark);
    void setLogCost(bool logarithmic);
    [[nodiscard]] bool save(const QString &path, QSize size, double scale);

    [[nodiscard]] QSize sizeHint() const override { return {640, 340}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 200}; }

signals:
    void lambdaPicked(double lambda); ///< by a press on the current curve: the nearest operating point

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
