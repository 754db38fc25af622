#include "ui/pages/compare/comparepage.h"

#include "core/base/fileio.h"
#include "ui/dialogs/ask.h"
#include "ui/models/displaytext.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/compare/columnmenu.h"
#include "ui/pages/compare/comparedetails.h"
#include "ui/pages/compare/compareloader.h"
#include "ui/pages/compare/comparerows.h"
#include "ui/pages/compare/comparetablemodel.h"
#include "ui/session.h"
#include "ui/widgets/costintervalpanel.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagestrip.h"
#include "ui/workspacecontents.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>

namespace fairlead {

namespace {

/// So many routers are analysed without being asked for: each holds its tables in memory.
constexpr qsizetype kCheckedFirst = 8;

constexpr int kFewestRows = 3;
constexpr int kMostRows = 8;
constexpr int kMostOfHeight = 38; ///< percent for the table; the plots have the rest

} // namespace

void ComparePage::select(qint64 id)
{
    m_wanted = id;
    refreshWhenShown();
}

bool ComparePage::isSettled() const
{
    return !m_outdated && !m_contents.isLoading() && !m_loader->isBusy() && !m_intervalJob.isRunning() &&
           !m_regretJob.isRunning() && m_details->isSettled();
}

void ComparePage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (m_outdated)
        refresh();
}

void ComparePage::refreshWhenShown()
{
    m_outdated = true;
    if (isVisible())
        refresh();
}

void ComparePage::refresh()
{
    m_outdated = false;
    const WorkspaceSnapshot &snapshot = m_contents.snapshot();
    if (session().isOpen() && snapshot.datasets.empty() && !m_failure.isEmpty()) {
        m_failed->setTexts(tr("This cannot be shown"), m_failure);
        m_stack->setCurrentWidget(m_failed);
        return;
    }
    if (!session().isOpen() || (snapshot.datasets.empty() && !m_contents.isLoading())) {
        showNothing(tr("There is nothing to compare yet"),
                    tr("Import a log or a table of full feedback, and train routers on it."), QStringLiteral("data"),
                    tr("Go to Data"));
        return;
    }
    if (snapshot.routers.empty()) {
        if (!m_contents.isLoading())
            showNothing(tr("No router yet"),
                        tr("Train two or more on one dataset: this page then sets their figures side by side."),
                        QStringLiteral("train"), tr("Go to Train"));
        return;
    }
    m_loader->keepOnly(snapshot.routers);
    fillDatasets();
    m_stack->setCurrentWidget(m_content);
    showRows(true);
    loadChecked();
}

void ComparePage::showNothing(const QString &nothing, const QString &sentence, const QString &page,
                              const QString &action)
{
    m_empty->setTexts(nothing, sentence);
    m_empty->findChild<QPushButton *>(QStringLiteral("compareEmptyAction"))->setText(action);
    m_emptyPage = page;
    m_stack->setCurrentWidget(m_empty);
}

void ComparePage::showFailure(const QString &message)
{
    m_failure = message;
    if (m_model->rowCount() > 0)
        m_message->showError(message);
    else
        refreshWhenShown();
}

/// The datasets that have routers; keeps the chosen one, goes to a wanted one.
void ComparePage::fillDatasets()
{
    const WorkspaceSnapshot &snapshot = m_contents.snapshot();
    const qint64 wanted = std::exchange(m_wanted, 0);
    if (wanted) {
        m_dataset = wanted;
        for (const RouterRecord &record : snapshot.routers) {
            if (record.id.value != wanted)
                continue;
            m_dataset = record.dataset.value;
            m_checked.insert(wanted);
            m_known.insert(wanted);
            m_table->selectId(wanted);
        }
    }
    m_datasets->clear();
    for (const RouterRecord &record : snapshot.routers) {
        if (m_datasets->findData(qint64(record.dataset.value)) < 0)
            m_datasets->addItem(toText(record.datasetName), qint64(record.dataset.value));
    }
    const int at = m_datasets->findData(m_dataset);
    m_datasets->setCurrentIndex(at < 0 ? m_datasets->findData(qint64(snapshot.routers.back().dataset.value)) : at);
    m_dataset = m_datasets->currentData().toLongLong();
}

void ComparePage::chooseDataset()
{
    m_dataset = m_datasets->currentData().toLongLong();
    m_message->clear();
    showRows(true);
    loadChecked();
}

std::vector<const RouterRecord *> ComparePage::routersHere() const
{
    std::vector<const RouterRecord *> routers;
    for (const RouterRecord &record : m_contents.snapshot().routers) {
        if (record.dataset.value == m_dataset)
            routers.push_back(&record);
    }
    return routers;
}

void ComparePage::setChecked(qint64 router, bool on)
{
    if (on) {
        m_checked.insert(router);
        m_loader->forgetFailure(router);
        m_message->clear();
    } else {
        m_checked.remove(router);
    }
    showRows();
    loadChecked();
}

void ComparePage::loadChecked()
{
    QVector<RouterRecord> wanted;
    for (const RouterRecord *record : routersHere()) {
        if (m_checked.contains(record->id.value))
            wanted.append(*record);
    }
    m_loader->load(wanted);
}

void ComparePage::loadingEnded()
{
    m_busy->hide();
    bool isLeftOut = false;
    for (const RouterRecord *record : routersHere()) {
        const qint64 id = record->id.value;
        if (!m_loader->find(id) && m_loader->failure(id).isEmpty())
            isLeftOut = m_checked.remove(id) || isLeftOut;
    }
    if (isLeftOut)
        m_message->showNews(tr("Stopped. Routers that were not analysed yet are unchecked; check them to go on."));
    readyChanged();
}

void ComparePage::readyChanged()
{
    adoptRange();
    QVector<DetailRouter> ready;
    const auto here = routersHere();
    for (std::size_t k = 0; k < here.size(); ++k) {
        const qint64 id = here[k]->id.value;
        const ComparedRouter *router = m_loader->find(id);
        if (router && m_checked.contains(id))
            ready.append({id, toText(here[k]->name), static_cast<int>(k), router->analysis});
    }
    m_isFitWanted = true;
    m_interval->setEnabled(!ready.isEmpty());
    m_details->setCurrent(m_table->selectedId());
    m_details->setRouters(ready);
    intervalMoved();
    showRows();
    if (ready.isEmpty()) // no figures will come after which it is fitted
        fitTable();
}

/// The prices that all compared routers know. What a person chose stays; an untouched interval is the whole range.
void ComparePage::adoptRange()
{
    double lo = 0;
    double hi = 0;
    bool isFirst = true;
    for (const qint64 id : std::as_const(m_checked)) {
        const ComparedRouter *router = m_loader->find(id);
        if (!router || router->analysis->router.dataset.value != m_dataset)
            continue;
        const SweepIndex &index = *router->analysis->index;
        lo = isFirst ? index.lambdaMin() : std::max(lo, index.lambdaMin());
        hi = isFirst ? index.lambdaMax() : std::min(hi, index.lambdaMax());
        isFirst = false;
    }
    CostIntervalSlider &slider = m_interval->slider();
    if (isFirst || !(hi > lo) || (slider.minimum() == lo && slider.maximum() == hi))
        return;
    const bool isWhole = slider.lower() == slider.minimum() && slider.upper() == slider.maximum();
    const double width = slider.maximum() - slider.minimum();
    const double where = width > 0 ? (slider.point() - slider.minimum()) / width : 0.5;
    const QSignalBlocker quiet(m_interval);
    m_interval->setRange(lo, hi);
    if (isWhole || slider.lower() == slider.upper()) {
        slider.setInterval(lo, hi);
        slider.setPoint(lo + where * (hi - lo));
    }
}

void ComparePage::intervalMoved()
{
    const double lo = m_interval->slider().lower();
    const double hi = m_interval->slider().upper();
    m_details->setInterval(lo, hi);
    m_details->setPoint(m_interval->slider().point());
    askRegret();
    const AnalysesById routers = analysesHere();
    if (routers.isEmpty()) {
        m_intervalJob.cancel();
        return;
    }
    m_intervalJob.request(
        tr("Averaging over the interval"),
        [routers, lo, hi](const std::stop_token &stop,
                          const ReportProgress &) -> Result<QHash<qint64, IntervalFigures>> {
            QHash<qint64, IntervalFigures> figures;
            for (const auto &[id, analysis] : routers) {
                if (stop.stop_requested())
                    return makeError(ErrorCode::Cancelled, "Stopped.");
                figures.insert(id, figuresOver(*analysis, lo, hi));
            }
            return figures;
        },
        [this](Result<QHash<qint64, IntervalFigures>> figures) {
            if (!figures)
                return;
            m_over = std::move(*figures);
            showRows();
            if (std::exchange(m_isFitWanted, false))
                fitTable();
        });
}

ComparePage::AnalysesById ComparePage::analysesHere() const
{
    AnalysesById routers;
    for (const RouterRecord *record : routersHere()) {
        const qint64 id = record->id.value;
        if (const ComparedRouter *router = m_loader->find(id); router && m_checked.contains(id))
            routers.append({id, router->analysis});
    }
    return routers;
}

void ComparePage::pointMoved()
{
    m_details->setPoint(m_interval->slider().point());
    askRegret();
    showRows();
}

void ComparePage::askRegret()
{
    const AnalysesById routers = analysesHere();
    if (routers.isEmpty()) {
        m_regretJob.cancel();
        return;
    }
    using Regrets = QHash<qint64, PointRegret>;
    m_regretJob.request(
        tr("Estimating regret"),
        [routers, point = m_interval->slider().point()](const std::stop_token &stop,
                                                        const ReportProgress &) -> Result<Regrets> {
            Regrets regrets;
            for (const auto &[id, analysis] : routers) {
                if (stop.stop_requested())
                    return makeError(ErrorCode::Cancelled, "Stopped.");
                PointFigures figures = pointFigures(*analysis, point);
                addRegret(figures, *analysis);
                regrets.insert(id, {point, figures.regret});
            }
            return regrets;
        },
        [this](Result<Regrets> regrets) {
            if (!regrets)
                return;
            m_regret = std::move(*regrets);
            showRows();
        });
}

/// What is new is checked, the newest first, while few are; later ones always are: a person has just trained them.
void ComparePage::checkNewcomers()
{
    const auto here = routersHere();
    const auto isKnown = [this](const RouterRecord *record) { return m_known.contains(record->id.value); };
    const bool isFirstLook = std::ranges::none_of(here, isKnown);
    auto checked = std::ranges::count_if(
        here, [this](const RouterRecord *record) { return m_checked.contains(record->id.value); });
    for (auto record = here.rbegin(); record != here.rend(); ++record) {
        const qint64 id = (*record)->id.value;
        if (!isKnown(*record) && (checked < kCheckedFirst || !isFirstLook)) {
            m_checked.insert(id);
            ++checked;
        }
        m_known.insert(id);
    }
}

/// As wide as its texts, and as high as its rows until a person decides.
void ComparePage::fitTable()
{
    const QHeaderView &header = *m_table->horizontalHeader();
    m_table->fitColumns();
    if (m_isSplitterMoved)
        return;
    const int rows = std::clamp(m_model->rowCount(), kFewestRows, kMostRows) * m_table->rowHeight(0);
    const int needed = header.height() + rows + m_table->horizontalScrollBar()->sizeHint().height() + 4;
    const int wanted = std::min(needed, m_splitter->height() * kMostOfHeight / 100);
    m_splitter->setSizes({wanted, std::max(1, m_splitter->height() - wanted)});
}

void ComparePage::showRows(bool isNewSnapshot)
{
    const auto here = routersHere();
    if (isNewSnapshot)
        checkNewcomers();
    std::vector<CompareRow> rows =
        compareRows(here, m_checked, *m_loader, m_over, m_regret, m_interval->slider().point());
    if (isNewSnapshot)
        m_model->setRows(std::move(rows));
    else
        m_model->updateRows(std::move(rows));
    if (isNewSnapshot && !m_checked.contains(m_table->selectedId())) {
        if (const QVector<qint64> routers = checkedInOrder(); !routers.isEmpty())
            m_table->selectId(routers.first());
    }
    showSummary();
}

void ComparePage::showSummary()
{
    const std::vector<CompareRow> &rows = m_model->rows();
    const auto ready = std::ranges::count_if(rows, [](const CompareRow &row) { return row.isReady(); });
    const auto failed = std::ranges::count_if(rows, [](const CompareRow &row) { return !row.failure.isEmpty(); });
    QString text = rows.size() == 1 ? tr("One router here: train another, or read it against the log")
                                    : tr("%1 of %2 routers compared").arg(ready).arg(rows.size());
    for (const CompareRow &row : rows) {
        if (!row.isReady())
            continue;
        text += tr(" · %1 held-out queries").arg(countText(row.compared.analysis->index->queries()));
        break;
    }
    if (failed > 0)
        text += tr(" · %n could not be analysed: point at it to read why", nullptr, static_cast<int>(failed));
    const auto refused = std::ranges::count_if(
        rows, [](const CompareRow &row) { return row.over && row.over->judgement.verdict == Verdict::Refuse; });
    if (refused > 0)
        text += tr(" · estimates of %n refused: point at a cell to read why", nullptr, static_cast<int>(refused));
    m_summary->setText(text);
    m_explore->setEnabled(!checkedInOrder().isEmpty());
    m_save->setEnabled(!rows.empty());
}

std::vector<const CompareRow *> ComparePage::rowsInOrder() const
{
    std::vector<const CompareRow *> rows;
    for (int at = 0; at < m_table->model()->rowCount(); ++at) {
        const qint64 id = m_table->model()->index(at, 0).data(TableModel::IdRole).toLongLong();
        for (const CompareRow &row : m_model->rows()) {
            if (row.router.record.id.value == id)
                rows.push_back(&row);
        }
    }
    return rows;
}

/// The selected router first, where it is checked.
QVector<qint64> ComparePage::checkedInOrder() const
{
    QVector<qint64> routers;
    for (const CompareRow *row : rowsInOrder()) {
        if (row->isChecked)
            routers.append(row->router.record.id.value);
    }
    if (const qsizetype at = routers.indexOf(m_table->selectedId()); at > 0)
        routers.move(at, 0);
    return routers;
}

void ComparePage::openInExplore()
{
    const QVector<qint64> routers = checkedInOrder();
    if (!routers.isEmpty())
        emit session().exploreRequested(routers);
}

void ComparePage::saveCsv()
{
    const QFileInfo workspace(toText(session().path().string()));
    const auto path = ask::saveFile(this, tr("Save the comparison"),
                                    workspace.dir().filePath(tr("%1-comparison.csv").arg(m_datasets->currentText())),
                                    tr("CSV (*.csv)"), QStringLiteral("csv"));
    if (!path)
        return;
    const std::filesystem::path target(path->toStdU16String());
    auto written = requireSafeOutput(target, {session().path()});
    if (written)
        written = writeFileAtomically(target, compareAsCsv(rowsInOrder(), m_columns->shown()));
    if (written)
        m_message->showNews(tr("Saved the table to %1.").arg(*path));
    else
        m_message->showError(toText(written.error().message));
}

void ComparePage::copyTable()
{
    QStringList lines;
    QStringList cells;
    for (const int column : m_columns->shown())
        cells.append(compareColumns().at(column).title);
    lines.append(cells.join(QLatin1Char('\t')));
    for (const CompareRow *row : rowsInOrder()) {
        cells.clear();
        for (const int column : m_columns->shown())
            cells.append(compareColumns().at(column).cell(*row).text);
        lines.append(cells.join(QLatin1Char('\t')));
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace fairlead
