#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/store/workspace.h"

namespace fairlead {

/// Deletions that can be taken back. What is in the trash is still in the file, but no list, name or id finds it; its
/// name is free for others. One transaction a call.
class Trash
{
public:
    explicit Trash(Workspace &workspace)
        : m_workspace(workspace)
    {}

    /// With its routers; refused while a log simulated from it is there.
    [[nodiscard]] Result<void> discard(DatasetId id);
    [[nodiscard]] Result<void> discard(RouterId id);
    /// Under its old name, or where that was taken meanwhile under "name 2"; the routers that went with it come back
    /// too. Nothing happens where it is there already.
    [[nodiscard]] Result<void> restore(DatasetId id);
    [[nodiscard]] Result<void> restore(RouterId id);

    [[nodiscard]] Result<bool> isEmpty() const;
    /// Deletes for good what was discarded.
    [[nodiscard]] Result<void> empty();

private:
    Workspace &m_workspace;
};

} // namespace fairlead
