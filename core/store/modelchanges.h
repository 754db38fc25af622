#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/store/workspace.h"

#include <cstddef>
#include <string>

namespace fairlead {

/// Changes of the models of a stored dataset, each in one transaction.
class ModelChanges
{
public:
    explicit ModelChanges(Workspace &workspace)
        : m_workspace(workspace)
    {}

    /// Also in the full feedback that a log was simulated from, and in the logs simulated from it: they share their
    /// models. Routers and the data hash stay: a run does not read names. An empty or taken name is BadInput.
    [[nodiscard]] Result<void> rename(DatasetId id, std::size_t ordinal, const std::string &name);

    /// Makes one model of two: the outcomes of `from` become outcomes of `into`, and later models move up by one.
    /// Summaries and data hash are made anew, as if the log had come in so; tables kept for the dataset go, and so do
    /// its routers in the trash. Refused in full feedback, where a query would have two outcomes of one model, for a
    /// simulated log, and while there are routers, which know the models by their places.
    [[nodiscard]] Result<void> merge(DatasetId id, std::size_t from, std::size_t into);

private:
    Workspace &m_workspace;
};

} // namespace fairlead
