#pragma once

#include "ui/pages/data/summarytab.h"

class QLabel;

namespace fairlead {

class SegmentTableModel;
class SortedTable;

/// Count, mean quality and mean cost of every segment, in all and by model.
class SegmentsTab final : public SummaryTab
{
    Q_OBJECT

public:
    explicit SegmentsTab(QWidget *parent = nullptr);

protected:
    bool fill(const DatasetShown &dataset) override;

private:
    SegmentTableModel *m_segments = nullptr;
    SortedTable *m_table = nullptr;
    QLabel *m_note = nullptr;
};

} // namespace fairlead
