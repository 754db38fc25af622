#pragma once

#include "core/causal/supportfigures.h"
#include "ui/plots/figureplot.h"

#include <QColor>

namespace fairlead {

/// How likely the log was to choose one model: over the queries it could have served, and over those it did. What lies
/// under the clip is shaded.
class PropensityPlot final : public FigurePlot
{
    Q_OBJECT

public:
    explicit PropensityPlot(QWidget *parent = nullptr);

    void setContent(const PropensityHistogram &histogram, const QColor &color);

protected:
    void draw(QCustomPlot &plot) override;

private:
    PropensityHistogram m_histogram;
    QColor m_color;
};

} // namespace fairlead
