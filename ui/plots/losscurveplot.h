#pragma once

#include "core/experiment/training.h"

#include <QVector>
#include <QWidget>

#include <memory>

namespace fairlead {

/// Training loss per epoch as a dashed line on the left axis; held-out utility as a solid one with its 95% interval on
/// the right axis, where it was measured. Follows the palette; holds no training logic.
class LossCurvePlot final : public QWidget
{
    Q_OBJECT

public:
    explicit LossCurvePlot(QWidget *parent = nullptr);
    ~LossCurvePlot() override;

    /// All epochs so far; an empty list clears the plot.
    void setEpochs(const QVector<EpochReport> &epochs);
    [[nodiscard]] QSize sizeHint() const override { return {480, 260}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 160}; }

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
