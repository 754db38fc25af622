#include "ui/pages/train/queueview.h"

#include "ui/models/sortedtable.h"
#include "ui/pages/train/runqueue.h"
#include "ui/pages/train/runqueuemodel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace fairlead {

namespace {

constexpr int kMostRowsShown = 4;
constexpr std::chrono::milliseconds kRefreshAfter{150};

} // namespace

QueueView::QueueView(RunQueue &queue, QWidget *parent)
    : QWidget(parent)
    , m_queue(queue)
{
    m_model = new RunQueueModel(this);
    m_table = new SortedTable(*m_model, QStringLiteral("queueTable"), tr("Queue of runs"), this);
    m_table->setSortingEnabled(false); // the order is the queue's
    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("queueTitle"));
    m_title->setBuddy(m_table);
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    const auto button = [this](const char *name, const QString &text, const QString &tip) {
        auto *push = new QPushButton(text, this);
        push->setObjectName(QLatin1String(name));
        push->setToolTip(tip);
        push->setAccessibleName(tip);
        return push;
    };
    m_up = button("queueUp", QStringLiteral("▲"), tr("Run it earlier"));
    m_down = button("queueDown", QStringLiteral("▼"), tr("Run it later"));
    m_remove = button("queueRemove", tr("Remove"), tr("Take the run off the list"));
    m_proceed = button("queueProceed", tr("Go on"), tr("Start the next waiting run"));
    m_stopAll = button("queueStopAll", tr("Stop all"), tr("Stop the run that goes on and take the waiting ones off"));
    m_clear = button("queueClear", tr("Clear ended"), tr("Take the ended runs off the list; their routers stay"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_title, 1);
    for (QPushButton *push : {m_up, m_down, m_remove, m_proceed, m_stopAll, m_clear})
        row->addWidget(push);
    setTabOrder(m_clear, m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->addLayout(row);
    layout->addWidget(m_table);

    connect(m_up, &QPushButton::clicked, this, [this] { m_queue.move(m_table->selectedId(), -1); });
    connect(m_down, &QPushButton::clicked, this, [this] { m_queue.move(m_table->selectedId(), 1); });
    connect(m_remove, &QPushButton::clicked, this, [this] { m_queue.remove(m_table->selectedId()); });
    connect(m_table, &SortedTable::deleteRequested, this, [this](qint64 id) { m_queue.remove(id); });
    connect(m_proceed, &QPushButton::clicked, &m_queue, &RunQueue::proceed);
    connect(m_stopAll, &QPushButton::clicked, &m_queue, &RunQueue::stopAll);
    connect(m_clear, &QPushButton::clicked, &m_queue, &RunQueue::clearEnded);
    connect(m_table, &SortedTable::selectionMoved, this, &QueueView::updateButtons);
    connect(m_table, &QTableView::clicked, this, [this] { emit runChosen(m_table->selectedId()); });
    connect(&m_queue, &RunQueue::changed, this, &QueueView::refresh);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kRefreshAfter);
    connect(&m_soon, &QTimer::timeout, this, &QueueView::refresh);
    connect(&m_queue, &RunQueue::epochDone, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
    });
    refresh();
}

void QueueView::refresh()
{
    const auto &runs = m_queue.runs();
    m_model->setRows(runs);
    setVisible(runs.size() > 1 || m_queue.waiting() > 0); // one run alone is told of everywhere else
    const auto waiting = static_cast<int>(m_queue.waiting());
    m_title->setText(m_queue.isHeld() ? tr("&Queue: held, %n waiting", nullptr, waiting)
                     : waiting > 0    ? tr("&Queue: %n waiting", nullptr, waiting)
                                      : tr("&Queue"));
    const int rows = std::clamp(static_cast<int>(runs.size()), 1, kMostRowsShown);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth());
    updateButtons();
}

void QueueView::updateButtons()
{
    const QueuedRun *run = m_queue.find(m_table->selectedId());
    const bool isWaiting = run && run->state == QueuedRun::State::Waiting;
    m_up->setEnabled(isWaiting);
    m_down->setEnabled(isWaiting);
    m_remove->setEnabled(run && run->state != QueuedRun::State::Running);
    m_proceed->setVisible(m_queue.isHeld());
    m_stopAll->setVisible(m_queue.waiting() > 0 && m_queue.job());
    m_clear->setVisible(std::ranges::any_of(m_queue.runs(), &QueuedRun::hasEnded));
}

} // namespace fairlead
