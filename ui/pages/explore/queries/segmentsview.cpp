#include "ui/pages/explore/queries/segmentsview.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/explore/queries/gaindelegate.h"
#include "ui/pages/explore/queries/segmentsmodel.h"
#include "ui/session.h"
#include "ui/widgets/emptystate.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kDragDelay = 60; ///< ms, while the point moves

} // namespace

SegmentsView::SegmentsView(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new SegmentsModel(this))
    , m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("segments"));
    build();
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &SegmentsView::value);
    connect(m_measure, &QComboBox::currentIndexChanged, this, &SegmentsView::showReport);
    connect(m_reference, &QComboBox::currentIndexChanged, this, &SegmentsView::showReport);
    connect(m_table, &SortedTable::opened, this, [this](qint64 id) { emit segmentOpened(m_model->nameAt(id)); });
    showNothing(tr("No router is shown"), tr("Choose one above."));
}

SegmentsView::~SegmentsView() = default;

void SegmentsView::build()
{
    m_content = new QWidget(this);
    m_measure = new QComboBox(m_content);
    m_measure->setObjectName(QStringLiteral("segmentMeasure"));
    m_measure->addItem(tr("Utility"), static_cast<int>(GainMeasure::Utility));
    m_measure->addItem(tr("Quality"), static_cast<int>(GainMeasure::Quality));
    m_measure->addItem(tr("Saved cost per 1,000"), static_cast<int>(GainMeasure::Saving));
    m_reference = new QComboBox(m_content);
    m_reference->setObjectName(QStringLiteral("segmentReference"));
    m_summary = new QLabel(m_content);
    m_summary->setObjectName(QStringLiteral("segmentSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_table = new SortedTable(*m_model, QStringLiteral("segmentTable"), tr("Figures per segment"), m_content);
    m_table->setItemDelegateForColumn(SegmentsModel::Gain, new GainDelegate(m_table));
    m_table->setMinimumHeight(60);
    auto *gain = new QLabel(tr("&Gain in"), m_content);
    gain->setBuddy(m_measure);
    auto *against = new QLabel(tr("&against"), m_content);
    against->setBuddy(m_reference);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : {static_cast<QWidget *>(gain), static_cast<QWidget *>(m_measure),
                            static_cast<QWidget *>(against), static_cast<QWidget *>(m_reference)})
        row->addWidget(widget);
    for (QComboBox *box : {m_measure, m_reference})
        box->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    row->addStretch(1);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_summary);
    column->addWidget(m_table, 1);
    m_empty = new EmptyState({}, {}, this);
    m_empty->setObjectName(QStringLiteral("segmentEmpty"));
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_stack);
}

void SegmentsView::setRouter(std::shared_ptr<const RouterAnalysis> analysis)
{
    if (analysis == m_analysis)
        return;
    m_valuing.cancel();
    m_analysis = std::move(analysis);
    m_rows.reset();
    m_report.reset();
    m_model->setRows({});
    fillReferences();
    if (m_analysis)
        m_lambda = std::clamp(m_lambda, m_analysis->index->lambdaMin(), m_analysis->index->lambdaMax());
    valueSoon();
}

void SegmentsView::setPoint(double lambda)
{
    m_lambda = lambda;
    valueSoon();
}

bool SegmentsView::isSettled() const
{
    return !isVisible() || (!m_isOutdated && !m_timer->isActive() && !m_valuing.isRunning());
}

void SegmentsView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isOutdated)
        valueSoon();
}

void SegmentsView::fillReferences()
{
    const QSignalBlocker blocker(m_reference);
    const int chosen = std::max(0, m_reference->currentIndex());
    m_reference->clear();
    m_reference->addItem(tr("the log"), static_cast<int>(GainReference::Log));
    if (m_analysis && m_analysis->bestSingle >= 0) {
        const auto best = static_cast<std::size_t>(m_analysis->bestSingle);
        m_reference->addItem(tr("always %1 (best single model)").arg(toText(m_analysis->models[best].name)),
                             static_cast<int>(GainReference::BestSingle));
    }
    m_reference->setCurrentIndex(std::min(chosen, m_reference->count() - 1));
}

void SegmentsView::valueSoon()
{
    m_isOutdated = true;
    if (isVisible() && !m_timer->isActive())
        m_timer->start(m_report ? kDragDelay : 0);
}

void SegmentsView::value()
{
    if (!isVisible())
        return;
    m_isOutdated = false;
    if (!m_analysis || !m_analysis->heldOut || !m_session.isOpen() ||
        m_analysis->rows.size() != m_analysis->index->queries()) {
        m_valuing.cancel();
        return showNothing(tr("No router is shown"), tr("Choose one above."));
    }
    const auto work = [path = m_session.path(), analysis = m_analysis, rows = m_rows,
                       lambda = m_lambda](const std::stop_token &stop, const ReportProgress &report) -> Result<Valued> {
        Valued valued{rows, std::nullopt};
        if (!valued.rows) {
            auto workspace = Workspace::open(path);
            if (!workspace)
                return workspace.error();
            auto read = segmentRows(*workspace, *analysis, stop, report);
            if (!read)
                return read.error();
            valued.rows = std::make_shared<const SegmentedRows>(std::move(*read));
        }
        if (!valued.rows->isSegmented())
            return valued;
        auto made = segmentReport(*analysis, *valued.rows, lambda, stop);
        if (!made)
            return made.error();
        valued.report = std::move(*made);
        return valued;
    };
    m_valuing.request(tr("Valuing segments"), work, [this](Result<Valued> valued) {
        if (valued)
            showValued(*valued);
        else if (valued.error().code != ErrorCode::Cancelled)
            showNothing(tr("The segments cannot be shown"), toText(valued.error().message));
    });
    if (!m_report)
        showNothing(tr("Valuing the segments…"), tr("Each one's figures come from its own held-out queries."));
}

void SegmentsView::showValued(const Valued &valued)
{
    m_rows = valued.rows;
    m_report = valued.report;
    if (!m_report)
        return showNothing(tr("This log has no segments"),
                           tr("Segments tell where the router gains and where it loses: by task, customer or "
                              "language. Import the log again and map a column to the role “segment”."));
    m_stack->setCurrentWidget(m_content);
    showReport();
}

void SegmentsView::showReport()
{
    if (!m_report || !m_analysis)
        return;
    const auto measure = static_cast<GainMeasure>(m_measure->currentData().toInt());
    const auto reference = static_cast<GainReference>(m_reference->currentData().toInt());
    m_model->setReport(*m_report, measure, reference, m_analysis->models);
    m_table->setColumnWidth(SegmentsModel::Gain, 190);
    const SegmentRow all = segmentRow(m_report->all, measure, reference, m_analysis->models);
    const QString lambda = toText(formatSignificant(m_report->lambda, 3));
    const QString whole = all.gain ? gainText(all) : all.reason.section(QLatin1Char('\n'), 0, 0);
    m_summary->setText(
        tr("At λ = %1, all %2 held-out queries: %3").arg(lambda, countText(m_report->all.queries), whole));
    m_summary->setToolTip(tr("Of 20 segments that gain nothing, one interval leaves out zero by chance. Take a single "
                             "surprising segment as a question, not as an answer."));
}

void SegmentsView::showNothing(const QString &title, const QString &sentence)
{
    m_empty->setTexts(title, sentence);
    m_stack->setCurrentWidget(m_empty);
}

} // namespace fairlead
