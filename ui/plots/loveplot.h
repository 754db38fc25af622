#pragma once

#include "core/causal/supportfigures.h"
#include "ui/plots/figureplot.h"

#include <QColor>

#include <vector>

namespace fairlead {

/// Love plot: how far the queries that a model served lie from all queries, feature by feature, before (hollow
/// diamonds) and after (discs) weighting. Shows the features that differ most before weighting.
class LovePlot final : public FigurePlot
{
    Q_OBJECT

public:
    static constexpr std::size_t kShown = 12;

    explicit LovePlot(QWidget *parent = nullptr);

    /// @param lines the largest first (featureBalance); @param limit balanceLimit, dotted
    void setContent(const std::vector<FeatureBalance> &lines, double limit, const QColor &color);
    [[nodiscard]] QSize sizeHint() const override { return {460, 320}; }

protected:
    void draw(QCustomPlot &plot) override;

private:
    std::vector<FeatureBalance> m_lines;
    double m_limit = 0;
    QColor m_color;
};

} // namespace fairlead
