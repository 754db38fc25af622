#include "ui/pages/data/segmentstab.h"

#include "ui/models/displaytext.h"
#include "ui/models/segmenttablemodel.h"
#include "ui/models/sortedtable.h"

#include <QLabel>
#include <QVBoxLayout>

namespace fairlead {

SegmentsTab::SegmentsTab(QWidget *parent)
    : SummaryTab(parent)
    , m_segments(new SegmentTableModel(this))
    , m_note(new QLabel(content()))
{
    m_table = new SortedTable(*m_segments, QStringLiteral("dataSegmentTable"), tr("Segments by model"), content());
    m_note->setObjectName(QStringLiteral("segmentNote"));
    m_note->setWordWrap(true);
    auto *layout = new QVBoxLayout(content());
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(m_note);
    layout->addWidget(m_table, 1);
}

bool SegmentsTab::fill(const DatasetShown &dataset)
{
    const DatasetSummary &summary = *dataset.summary;
    if (summary.segmentCount <= 1 && (summary.segments.empty() || summary.segments.front().name.empty())) {
        explain(tr("No segments in this dataset"),
                tr("A segment is a task, team or product by which queries can be looked at separately. Import the log "
                   "again with its column mapped to the segment."));
        return false;
    }
    m_segments->setSummary(summary, dataset.modelNames());
    QString note = dataset.info.kind == DatasetKind::Log
                       ? tr("Within a segment too the routing in place chose what each model answered.")
                       : tr("Every model answered every query of a segment.");
    if (summary.segmentCount > summary.segments.size())
        note += QLatin1Char(' ') + tr("The %1 largest of %2 segments are shown.")
                                       .arg(countText(summary.segments.size()), countText(summary.segmentCount));
    m_note->setText(note);
    return true;
}

} // namespace fairlead
