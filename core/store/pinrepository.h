#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fairlead {

/// An operating point that an analyst keeps.
struct PinRecord
{
    std::int64_t id = 0; ///< 0: not stored yet
    RouterId router;
    double lambda = 0; ///< quality units per USD
    double lower = 0;  ///< of the cost interval
    double upper = 0;
    std::string note;
    std::string created; ///< ISO 8601, UTC; filled in where empty
    std::string figures; ///< JSON: what was shown when it was pinned
};

/// The pinned operating points of a workspace. They go with their router.
class PinRepository
{
public:
    explicit PinRepository(Workspace &workspace)
        : m_workspace(workspace)
    {}

    [[nodiscard]] Result<std::vector<PinRecord>> list() const; ///< of routers that are there, in order of pinning
    /// With an id, as it was, so that a deletion can be taken back; else under a new one, which is returned.
    [[nodiscard]] Result<std::int64_t> add(const PinRecord &pin);
    [[nodiscard]] Result<void> setNote(std::int64_t id, const std::string &note);
    [[nodiscard]] Result<void> remove(std::int64_t id); ///< nothing happens where it is gone

private:
    Workspace &m_workspace;
};

} // namespace fairlead
