#pragma once

#include "ui/pages/data/summarytab.h"

class QCheckBox;
class QLabel;

namespace fairlead {

class RequestsPlot;

/// Requests of each model over time, where the log says when they came.
class TimeTab final : public SummaryTab
{
    Q_OBJECT

public:
    explicit TimeTab(QWidget *parent = nullptr);

protected:
    bool fill(const DatasetShown &dataset) override;

private:
    RequestsPlot *m_plot = nullptr;
    QCheckBox *m_shares = nullptr;
    QLabel *m_note = nullptr;
};

} // namespace fairlead
