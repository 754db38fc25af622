#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/store/workspace.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

/// A saved router without its weights; enough for lists.
struct RouterRecord
{
    RouterId id;
    std::string name;
    DatasetId dataset;
    std::string datasetName;
    std::string method;         ///< key, "rm-interval"
    std::uint64_t seed = 0;
    std::string created;        ///< ISO 8601, UTC
    std::string dataHash;       ///< of the dataset when trained
    std::string config;         ///< JSON
    std::string curve;          ///< JSON array of epoch reports
    std::string summary;        ///< JSON: lambda_max, seconds, stopped, held-out figures
    std::string version;        ///< Fairlead's
};

/// Saved routers and the evaluation tables that judge them.
class RouterRepository
{
public:
    explicit RouterRepository(Workspace &workspace) : m_workspace(workspace) {}

    [[nodiscard]] Result<std::vector<RouterRecord>> list() const;
    [[nodiscard]] Result<RouterRecord> byId(RouterId id) const;
    /// The error for an unknown name lists the names that are there.
    [[nodiscard]] Result<RouterRecord> byName(std::string_view name) const;
    /// Weights as safetensors bytes. A taken name is BadInput. One transaction. id, created, version are filled in.
    [[nodiscard]] Result<RouterId> save(const RouterRecord &record, const TensorBundle &weights);
    /// Puts another curve, summary, configuration and weights in the place of a router's, as of now; its name stays.
    [[nodiscard]] Result<void> replace(RouterId id, const RouterRecord &record, const TensorBundle &weights);
    [[nodiscard]] Result<TensorBundle> weights(RouterId id) const;
    [[nodiscard]] Result<void> rename(RouterId id, const std::string &name);
    [[nodiscard]] Result<void> remove(RouterId id);

    /// Tables computed once per dataset and key (evaluation nuisances); replaced when saved again.
    [[nodiscard]] Result<std::optional<TensorBundle>> artifact(DatasetId dataset, std::string_view key) const;
    [[nodiscard]] Result<void> saveArtifact(DatasetId dataset, std::string_view key, const TensorBundle &tables);

private:
    Workspace &m_workspace;
};

} // namespace fairlead
