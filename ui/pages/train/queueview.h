#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace fairlead {

class RunQueue;
class RunQueueModel;
class SortedTable;

/// The queue as a list with what can be done about it; hidden while there is no more than one.
class QueueView final : public QWidget
{
    Q_OBJECT

public:
    explicit QueueView(RunQueue &queue, QWidget *parent = nullptr);

signals:
    void runChosen(qint64 id); ///< pointed at; 0: none

private:
    void refresh();
    void updateButtons();

    RunQueue &m_queue;
    QTimer m_soon;
    RunQueueModel *m_model = nullptr;
    SortedTable *m_table = nullptr;
    QLabel *m_title = nullptr;
    QPushButton *m_up = nullptr;
    QPushButton *m_down = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_stopAll = nullptr;
    QPushButton *m_proceed = nullptr;
    QPushButton *m_clear = nullptr;
};

} // namespace fairlead
