#include "ui/pages/train/runqueuemodel.h"

#include "core/routers/method.h"
#include "ui/models/displaytext.h"

namespace fairlead {

namespace {

QString progressOf(const QueuedRun &run)
{
    if (run.state == QueuedRun::State::Failed)
        return run.outcome;
    if (!run.epochs.isEmpty())
        return RunQueueModel::tr("epoch %1 of %2").arg(run.epochs.last().epoch).arg(run.epochs.last().epochs);
    if (run.state == QueuedRun::State::Running)
        return methodInfo(run.config.method).trainsNetwork ? RunQueueModel::tr("before the first epoch")
                                                           : RunQueueModel::tr("one step, without epochs");
    return run.outcome;
}

} // namespace

QString stateText(QueuedRun::State state)
{
    switch (state) {
    case QueuedRun::State::Waiting:
        return RunQueueModel::tr("○ waiting");
    case QueuedRun::State::Running:
        return RunQueueModel::tr("● running");
    case QueuedRun::State::Done:
        return RunQueueModel::tr("✓ done");
    case QueuedRun::State::Stopped:
        return RunQueueModel::tr("■ stopped");
    case QueuedRun::State::Failed:
        return RunQueueModel::tr("✗ failed");
    }
    return {};
}

RunQueueModel::RunQueueModel(QObject *parent)
    : SnapshotTable(Names::Fixed, parent)
{
    using Row = QueuedRun;
    const auto column = [](const QString &title, std::function<QString(const Row &)> text) {
        return Column{title, {}, text, [text](const Row &row) { return QVariant(text(row)); }};
    };
    setColumns({
        column(tr("State"), [](const Row &run) { return stateText(run.state); }),
        column(tr("Run"),
               [](const Row &run) { return run.resumes.isValid() ? tr("%1 (resumed)").arg(run.name) : run.name; }),
        column(tr("Seed"), [](const Row &run) { return QString::number(run.config.seed); }),
        column(tr("Progress"), progressOf),
    });
}

QVariant RunQueueModel::toolTip(const QueuedRun &row, int) const
{
    return row.outcome.isEmpty() ? tr("%1: %2").arg(row.name, stateText(row.state)) : row.outcome;
}

} // namespace fairlead
