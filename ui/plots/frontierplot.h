#pragma once

#include "ui/plots/series.h"

#include <QWidget>

#include <memory>

namespace fairlead {

/// Accuracy against cost: the operating points of one or more routers as curves, the current one with the band of its
/// 95% interval, and single models and the logging policy as points with intervals; their hull is dotted. Truth and
/// oracle are dashed, each in its way, or hollow. Moving the mark, and what the mouse reads, repaint only their own
/// layers, in the frame of the call.
///
/// Mouse: reads what it is over; a press or drag along the current curve picks its lambda; the wheel zooms around the
/// mouse, a double click shows everything again. Keys: + and - zoom around the mark, 0 shows everything.
class FrontierPlot final : public QWidget
{
    Q_OBJECT

public:
    explicit FrontierPlot(QWidget *parent = nullptr);
    ~FrontierPlot() override;

    void setContent(const FrontierContent &content);
    void setMark(const FrontierMark &mark);
    void setPins(const QVector<FrontierPin> &pins);
    void setLogCost(bool logarithmic);
    void setIsolated(int model);             ///< that single model stands out, the others fade; -1: none
    [[nodiscard]] QString hoverText() const; ///< what the mouse reads; empty: nothing
    [[nodiscard]] bool save(const QString &path, QSize size, double scale);

    [[nodiscard]] QSize sizeHint() const override { return {640, 340}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 160}; }

signals:
    void lambdaPicked(double lambda); ///< by a press or drag on the current curve: the nearest operating point

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
