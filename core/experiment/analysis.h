#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/causal/support.h"
#include "core/evaluation/heldout.h"
#include "core/evaluation/routersupport.h"
#include "core/store/dataset.h"
#include "core/store/routerrepository.h"
#include "core/store/workspace.h"
#include "core/sweep/sweepindex.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// A policy that does not depend on lambda, beside a router: one model for every query, or the logging policy.
struct ReferencePolicy
{
    enum class Kind
    {
        SingleModel,
        LoggingPolicy
    };
    Kind kind = Kind::SingleModel;
    std::string name;
    std::int32_t model = -1; ///< of a single model
    /// DR on the held-out rows that the model was available for (no number where there is none); the log's own mean
    /// for the logging policy.
    Estimate quality;
    Estimate cost; ///< USD per query
    std::optional<double> trueQuality;
    std::optional<double> trueCost;
    Judgement heldOut = {}; ///< of a single model: whether enough held-out rows were served by it
};

/// Everything Explore, evaluate and sweep show of one router, on the held-out rows of its dataset. Shared between
/// threads.
struct RouterAnalysis
{
    RouterRecord router;
    DatasetInfo dataset;
    std::vector<ModelInfo> models;
    std::shared_ptr<const SweepIndex> index;
    std::shared_ptr<const SweepIndex> oracle;     ///< over the truth; null without full feedback
    std::shared_ptr<const HeldOutTables> heldOut; ///< what the index was built from, for other estimators and bands
    std::vector<std::int64_t> rows;               ///< dataset row of each query in the index
    std::vector<ReferencePolicy> references;      ///< logging policy first, then the models in order
    std::int32_t bestSingle = -1;                 ///< highest mean utility over the interval on training rows, by DR
    std::int32_t bestQuality = -1;                ///< highest mean quality, likewise, of the models with support
    SupportReport support;                        ///< of the log, on its training rows
    Verdict verdict = Verdict::Ok;                ///< over the router's whole range of lambda
    std::vector<std::string> warnings;            ///< e.g. the data changed since the router was trained
    std::shared_ptr<const RouterSupport> routing; ///< the router's own support at every lambda

    /// What travels beside this router's value at a lambda, or its mean over an interval: the router's own support
    /// there, then the log's.
    [[nodiscard]] Judgement judge(double lambda) const;
    [[nodiscard]] Judgement judge(double lo, double hi) const;
    /// Beside a reference's value: a single model stands on its own support, in training rows and in those that value
    /// it, and on a log that is not refused as a whole; what was logged needs none.
    [[nodiscard]] Judgement judge(const ReferencePolicy &policy) const;
};

[[nodiscard]] Result<RouterAnalysis> analyseRouter(Workspace &workspace, RouterId router, std::stop_token stop,
                                                   const ReportProgress &report);

/// The frontier as CSV: one row per operating point with lambda, quality, cost, standard errors, shares; with truth,
/// its columns too. Written atomically. Returns the number of operating points.
[[nodiscard]] Result<std::size_t> writeFrontierCsv(const RouterAnalysis &analysis, const std::filesystem::path &path);

} // namespace fairlead
