#pragma once

#include "core/base/estimate.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/causal/loggedpropensity.h"
#include "core/causal/support.h"
#include "core/experiment/config.h"
#include "core/store/dataset.h"
#include "core/store/routerrepository.h"
#include "core/store/workspace.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// One epoch of a run as a person follows it.
struct EpochReport
{
    int epoch = 0; ///< from 1
    int epochs = 0;
    double loss = 0;
    std::optional<Estimate> heldOutUtility; ///< DR, mean over [0, lambda_max]
    double seconds = 0;                     ///< since the run began
    Verdict verdict = Verdict::Ok;          ///< the log's, beside the utility; REFUSE leaves that out
};
using OnEpoch = std::function<void(const EpochReport &)>;

struct TrainOutcome
{
    RouterId router;
    std::string name;
    bool stopped = false; ///< a stop was asked for; the epochs finished so far were kept
    std::vector<EpochReport> curve;
    std::optional<Estimate> heldOutUtility; ///< nothing where `judgement` is REFUSE
    double lambdaMax = 0;
    double seconds = 0;
    std::vector<std::string> warnings; ///< what has to be known about the propensities that were used
    Judgement judgement;               ///< of that utility: the router's own support and the log's
};

/// One run from dataset to saved router: features, nuisances, held-out tables, router, record. The CLI and the window
/// both call this. Nothing is saved on an error; a log in which one model served everything is Refused with the reason.
/// @param name of the router; must be free
[[nodiscard]] Result<TrainOutcome> trainRouter(Workspace &workspace, DatasetId dataset, const std::string &name,
                                               const TrainConfig &config, std::stop_token stop,
                                               const ReportProgress &report, const OnEpoch &onEpoch = {});

/// Goes on with a router whose training was stopped, through the epochs that were left, and puts the result in its
/// place: same id, name and settings, and on the same machine the same weights as if it had never been stopped.
/// Nuisances are fitted again, from the same seed. On an error, or a stop before another epoch, the router stays as it
/// is. BadInput: it was not stopped, or its data has changed since; Unsupported: it was stopped by an earlier version.
[[nodiscard]] Result<TrainOutcome> resumeRouter(Workspace &workspace, RouterId router, std::stop_token stop,
                                                const ReportProgress &report, const OnEpoch &onEpoch = {});

/// The epochs stored with a router; empty for methods without a network or a text that cannot be read. A refused
/// held-out value is left out.
[[nodiscard]] std::vector<EpochReport> trainingCurve(const RouterRecord &record);

/// A free name for a router of this method: "rm-interval", "rm-interval 2", ...
[[nodiscard]] Result<std::string> suggestRouterName(Workspace &workspace, Method method);

/// The check of logged propensities as a JSON object: each model's numbers by name, verdict, sentences.
[[nodiscard]] std::string toJson(const LoggedPropensityCheck &check, const std::vector<std::string> &names);

} // namespace fairlead
