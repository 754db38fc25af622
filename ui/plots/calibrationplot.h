#pragma once

#include "core/causal/calibration.h"
#include "ui/plots/figureplot.h"

#include <QColor>

#include <vector>

namespace fairlead {

/// Estimated propensity against the share of queries that the model really served, in bins with 95% intervals; on the
/// dashed diagonal the two agree.
class CalibrationPlot final : public FigurePlot
{
    Q_OBJECT

public:
    explicit CalibrationPlot(QWidget *parent = nullptr);

    void setContent(const std::vector<CalibrationBin> &bins, const QColor &color);

protected:
    void draw(QCustomPlot &plot) override;

private:
    std::vector<CalibrationBin> m_bins;
    QColor m_color;
};

} // namespace fairlead
