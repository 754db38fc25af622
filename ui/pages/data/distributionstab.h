#pragma once

#include "ui/pages/data/summarytab.h"

class QCheckBox;
class QLabel;

namespace fairlead {

class DistributionPlot;

/// Quality and cost of every model, side by side with how to read them.
class DistributionsTab final : public SummaryTab
{
    Q_OBJECT

public:
    explicit DistributionsTab(QWidget *parent = nullptr);

protected:
    bool fill(const DatasetShown &dataset) override;

private:
    DistributionPlot *m_quality = nullptr;
    DistributionPlot *m_cost = nullptr;
    QCheckBox *m_logarithmic = nullptr;
    QLabel *m_note = nullptr;
};

} // namespace fairlead
