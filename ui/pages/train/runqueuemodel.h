#pragma once

#include "ui/models/snapshottable.h"
#include "ui/pages/train/runqueue.h"

#include <QCoreApplication>

namespace fairlead {

/// The runs of a queue in their order: state, name, method, dataset, how far.
class RunQueueModel final : public SnapshotTable<QueuedRun>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::RunQueueModel)

public:
    explicit RunQueueModel(QObject *parent = nullptr);

protected:
    [[nodiscard]] qint64 id(const QueuedRun &row) const override { return row.id; }
    [[nodiscard]] QVariant toolTip(const QueuedRun &row, int column) const override;
};

/// "● running", "○ waiting", "✓ done": a sign and a word, never a colour alone.
[[nodiscard]] QString stateText(QueuedRun::State state);

} // namespace fairlead
