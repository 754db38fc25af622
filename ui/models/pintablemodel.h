#pragma once

#include "core/experiment/pointfigures.h"
#include "core/store/pinrepository.h"
#include "ui/models/snapshottable.h"

#include <QCoreApplication>

namespace fairlead {

/// A pinned operating point as the list shows it.
struct PinRow
{
    PinRecord record;
    int number = 0; ///< from 1, as on the curve
    QString router;
    PointFigures figures;
};

/// The pins of a workspace side by side; the note can be edited.
class PinTableModel final : public SnapshotTable<PinRow>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::PinTableModel)

public:
    explicit PinTableModel(QObject *parent = nullptr);

protected:
    [[nodiscard]] qint64 id(const PinRow &row) const override { return row.record.id; }
    [[nodiscard]] QVariant toolTip(const PinRow &row, int column) const override;
};

/// "0.821 (0.761 to 0.880)", the truth in brackets where there is no estimate, "withheld" under REFUSE, "–" for
/// neither.
/// @param format of one number
[[nodiscard]] QString figureText(const Figure &figure, const Judgement &judgement,
                                 const std::function<QString(double)> &format);

} // namespace fairlead
