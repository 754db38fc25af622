#pragma once

#include "core/base/result.h"
#include "core/base/tensorbundle.h"
#include "core/routers/router.h"
#include "core/store/workspace.h"

#include "core/base/ids.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace fairlead {

enum class ExportFormat
{
    Safetensors,
    TorchScript
};
[[nodiscard]] Result<ExportFormat> exportFormatFromKey(std::string_view key); ///< the error lists the keys

/// What the outside world needs to know of an exported router; written beside it as FILE.json and inside it.
struct RouterCard
{
    std::string name;
    std::string method;
    std::vector<std::string> models; ///< in the order of the scores
    std::vector<double> knots;       ///< lambda, quality per USD
    std::vector<double> tieCosts;    ///< USD
    std::size_t embeddingDim = 0;
    bool needsTextEncoder = false; ///< the file carries the encoder (safetensors); TorchScript wants embeddings
    std::string dataHash;
    std::string dataset;
    std::uint64_t seed = 0;
    std::string config;  ///< JSON
    std::string summary; ///< JSON: held-out figures
    std::string version;
};
[[nodiscard]] std::string toJson(const RouterCard &card);
[[nodiscard]] Result<RouterCard> cardFromJson(std::string_view json, std::string_view source);

struct ExportOutcome
{
    std::filesystem::path file;
    std::filesystem::path card;
    double largestScoreDifference = 0; ///< of the reload check, relative
    std::size_t checkedRows = 0;
};

/// Writes FILE and FILE.json, loads FILE again and compares its scores with the router's on held-out rows at several
/// lambdas; a difference is an error and neither file is left behind.
[[nodiscard]] Result<ExportOutcome> exportRouter(Workspace &workspace, RouterId router, ExportFormat format,
                                                 const std::filesystem::path &file);

/// An exported router, ready to decide; either format, recognised by content.
struct ImportedRouter
{
    RouterCard card;
    /// Scores n x m at lambda (within the knots) for embeddings n x d; checked.
    [[nodiscard]] Result<MatrixD> scores(const MatrixF &embeddings, double lambda) const;
    std::shared_ptr<const Router> router; ///< safetensors
    struct ScriptedRouter;                ///< TorchScript
    std::shared_ptr<const ScriptedRouter> scripted;
    std::shared_ptr<const TensorBundle> textEncoder; ///< where the file carries one
};
[[nodiscard]] Result<ImportedRouter> openExportedRouter(const std::filesystem::path &file);

} // namespace fairlead
