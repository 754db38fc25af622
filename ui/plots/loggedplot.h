#pragma once

#include "core/causal/supportfigures.h"
#include "ui/plots/figureplot.h"

#include <QColor>

#include <vector>

namespace fairlead {

/// Logged against estimated propensities of the queries one model served, binned: the larger a disc, the more queries.
/// On the dashed diagonal the two agree.
class LoggedPlot final : public FigurePlot
{
    Q_OBJECT

public:
    explicit LoggedPlot(QWidget *parent = nullptr);

    void setContent(const std::vector<LoggedCell> &cells, const QColor &color);

protected:
    void draw(QCustomPlot &plot) override;

private:
    std::vector<LoggedCell> m_cells;
    QColor m_color;
};

} // namespace fairlead
