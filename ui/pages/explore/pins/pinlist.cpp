#include "ui/pages/explore/pins/pinlist.h"

#include "ui/models/displaytext.h"
#include "ui/session.h"

#include <algorithm>

namespace fairlead {

PinList::PinList(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    connect(&session, &Session::workspaceChanged, this, [this] {
        m_pins.clear();
        reload();
        emit changed();
    });
    connect(&session, &Session::contentsChanged, this, &PinList::reload);
    reload();
}

void PinList::reload()
{
    if (!m_session.isOpen()) {
        m_reading.cancel();
        return;
    }
    m_reading.request(
        tr("Reading pins"),
        [path = m_session.path()](const std::stop_token &, const ReportProgress &) -> Result<std::vector<PinRecord>> {
            auto workspace = Workspace::open(path);
            if (!workspace)
                return workspace.error();
            return PinRepository(*workspace).list();
        },
        [this](Result<std::vector<PinRecord>> pins) {
            if (!pins) {
                emit failed(toText(pins.error().message));
                return;
            }
            m_pins = QVector<PinRecord>(pins->begin(), pins->end());
            emit changed();
        });
}

const PinRecord *PinList::find(qint64 id) const
{
    const auto found = std::ranges::find(m_pins, id, &PinRecord::id);
    return found == m_pins.end() ? nullptr : &*found;
}

void PinList::add(const PinRecord &pin)
{
    // The id that it gets is kept, so that the point comes back as the same one after undo and redo.
    auto kept = std::make_shared<PinRecord>(pin);
    m_session.changes().change(
        tr("pinning of “%1”").arg(toText(pin.note)),
        [kept](Workspace &workspace) -> Result<void> {
            const auto id = PinRepository(workspace).add(*kept);
            if (!id)
                return id.error();
            kept->id = *id;
            return {};
        },
        [kept](Workspace &workspace) { return PinRepository(workspace).remove(kept->id); });
}

void PinList::remove(qint64 id)
{
    const PinRecord *pin = find(id);
    if (!pin)
        return;
    m_session.changes().change(
        tr("deletion of the pin “%1”").arg(toText(pin->note)),
        [id](Workspace &workspace) { return PinRepository(workspace).remove(id); },
        [record = *pin](Workspace &workspace) -> Result<void> {
            const auto added = PinRepository(workspace).add(record);
            return added ? Result<void>() : Result<void>(added.error());
        },
        tr("Deleted the pin “%1”.").arg(toText(pin->note)));
}

void PinList::setNote(qint64 id, const QString &note)
{
    const PinRecord *pin = find(id);
    if (!pin)
        return;
    const auto to = [id](const std::string &text) -> WorkspaceChanges::Work {
        return [id, text](Workspace &workspace) { return PinRepository(workspace).setNote(id, text); };
    };
    m_session.changes().change(tr("note “%1”").arg(note), to(toUtf8(note)), to(pin->note));
}

} // namespace fairlead
