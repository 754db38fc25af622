#include "ui/pages/explore/pins/pinsview.h"

#include "core/base/fileio.h"
#include "core/experiment/pinscsv.h"
#include "ui/dialogs/ask.h"
#include "ui/models/displaytext.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/explore/pins/pinlist.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

PinsView::PinsView(PinList &pins, QWidget *parent)
    : QWidget(parent)
    , m_pins(pins)
    , m_model(new PinTableModel(this))
    , m_table(new SortedTable(*m_model, QStringLiteral("pinTable"), tr("Pinned operating points"), this))
    , m_hint(
          new QLabel(tr("No point is pinned. Bring the slider to a point worth keeping and press Pin: it stays here, "
                        "on the curve, and in the workspace, and later points are shown as a change since it."),
                     this))
{
    setObjectName(QStringLiteral("pinsView"));
    m_hint->setObjectName(QStringLiteral("pinsHint"));
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignTop);
    const auto button = [this](const char *name, const QString &text) {
        auto *push = new QPushButton(text, this);
        push->setObjectName(QLatin1String(name));
        return push;
    };
    m_return = button("pinReturn", tr("&Go to it"));
    m_delete = button("pinDelete", tr("De&lete"));
    m_export = button("pinExport", tr("&Save as CSV…"));
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    for (QPushButton *push : {m_return, m_delete, m_export})
        row->addWidget(push);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_hint);
    layout->addWidget(m_table, 1);

    connect(m_return, &QPushButton::clicked, this, [this] { goTo(m_table->selectedId()); });
    connect(m_delete, &QPushButton::clicked, this, [this] { m_pins.remove(m_table->selectedId()); });
    connect(m_export, &QPushButton::clicked, this, &PinsView::exportPins);
    connect(m_table, &SortedTable::opened, this, &PinsView::goTo);
    connect(m_table, &SortedTable::deleteRequested, this, [this](qint64 id) { m_pins.remove(id); });
    connect(m_table, &SortedTable::selectionMoved, this, [this](qint64 id) {
        m_return->setEnabled(id != 0);
        m_delete->setEnabled(id != 0);
    });
    m_table->addRowAction(QStringLiteral("rowGoTo"), tr("&Go to it"), [this](qint64 id) { goTo(id); });
    m_table->addRowAction(QStringLiteral("rowNote"), tr("&Edit the note"),
                          [this](qint64) { m_table->editSelectedName(); });
    m_table->addRowAction(QStringLiteral("rowDelete"), tr("&Delete"), [this](qint64 id) { m_pins.remove(id); });
    connect(m_model, &TableModel::renameRequested, this,
            [this](qint64 id, const QString &note) { m_pins.setNote(id, note); });
    connect(&pins, &PinList::changed, this, &PinsView::showPins);
    connect(&pins, &PinList::failed, this, &PinsView::failed);
    showPins();
}

void PinsView::setRouterNames(const QHash<qint64, QString> &names)
{
    if (m_names == names)
        return;
    m_names = names;
    showPins();
}

void PinsView::showPins()
{
    std::vector<PinRow> rows;
    for (const PinRecord &pin : m_pins.pins()) {
        PinRow row{pin, static_cast<int>(rows.size()) + 1, m_names.value(pin.router.value), {}};
        if (auto figures = pointFiguresFromJson(pin.figures))
            row.figures = std::move(*figures);
        rows.push_back(std::move(row));
    }
    const bool isEmpty = rows.empty();
    m_model->setRows(std::move(rows));
    m_hint->setVisible(isEmpty);
    m_table->setVisible(!isEmpty);
    m_export->setEnabled(!isEmpty);
    m_return->setEnabled(m_table->selectedId() != 0);
    m_delete->setEnabled(m_table->selectedId() != 0);
    emit changed();
}

void PinsView::goTo(qint64 id)
{
    const auto &pins = m_pins.pins();
    const auto found = std::ranges::find(pins, id, &PinRecord::id);
    if (found != pins.end())
        emit returnRequested(*found);
}

void PinsView::exportPins()
{
    const auto path = ask::saveFile(this, tr("Save the pinned points"), QStringLiteral("pins.csv"),
                                    tr("Comma-separated values (*.csv)"), QStringLiteral("csv"));
    if (!path)
        return;
    std::vector<NamedPin> pins;
    for (const PinRow &row : rows())
        pins.push_back({row.record, toUtf8(row.router), row.figures});
    if (const auto written = writePinsCsv(pins, std::filesystem::path(toUtf8(*path))); !written)
        emit failed(toText(written.error().message));
    else
        emit news(tr("Saved %n pinned point(s) to %1.", nullptr, static_cast<int>(pins.size())).arg(*path));
}

} // namespace fairlead
