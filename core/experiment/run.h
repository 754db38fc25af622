#pragma once

#include "core/evaluation/heldout.h"
#include "core/experiment/config.h"
#include "core/experiment/diagnosis.h"
#include "core/experiment/rundata.h"
#include "core/experiment/training.h"
#include "core/routers/router.h"
#include "core/routers/trainingstate.h"

#include <chrono>
#include <memory>
#include <optional>

namespace fairlead {

/// One training run in progress: what it reads, what it has learned, and how far it is. Used inside core/experiment.
struct Run
{
    RunData data;
    StandardizedRun features;
    HeldOutTables heldOut;
    Matrix<std::uint8_t> heldOutAvailable;   ///< n_h x m; empty: every model for every query
    std::vector<double> tieCosts;            ///< USD
    double lambdaMax = 0;                    ///< quality per USD
    DeviceChoice device = DeviceChoice::Cpu; ///< resolved
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::optional<Nuisances> nuisances; ///< learned so far, with the options and the seed beside them
    NuisanceOptions nuisanceOptions;
    std::uint64_t nuisanceSeed = 0;
    double nuisanceSeconds = 0;            ///< that learning them took
    double savedSeconds = 0;               ///< that methods did not spend since nuisances were there already
    std::optional<LogDiagnosis> diagnosis; ///< what the single models are worth; methods that need it make it
    /// Every model's outcome on the training rows, n_train x m, costs in USD; read by full feedback alone. Nothing on a
    /// real log. NaN: a model without an answer.
    std::optional<FullOutcomes> trainTruth;
    std::vector<EpochReport> curve;
    std::optional<TrainingState> resumeFrom; ///< of networks; nothing: they begin at their first epoch
    TrainingState reached;                   ///< after the last finished epoch of a method that trains networks

    [[nodiscard]] Continuation continuation() { return {resumeFrom ? &*resumeFrom : nullptr, &reached}; }
    [[nodiscard]] double seconds() const;
    /// What a router scores of the held-out rows, as a copy.
    [[nodiscard]] MatrixF heldOutEmbeddings() const;
};

/// What every method needs of data in memory: features, the unit of lambda. Held-out tables are the caller's to add.
[[nodiscard]] Result<Run> beginRun(RunData data, const TrainConfig &config);

/// The same for a dataset of a workspace, with its held-out tables and, where the method reads it, its diagnosis.
[[nodiscard]] Result<Run> prepareRun(Workspace &workspace, DatasetId dataset, const TrainConfig &config,
                                     std::stop_token stop, const ReportProgress &report);

/// A router followed over lambda on the held-out rows, with off-policy values.
[[nodiscard]] Result<SweepIndex> heldOutSweep(const Run &run, const Router &router);

/// Held-out DR utility of a router of this run, mean over [0, lambda_max], from its knots and its scores of the
/// held-out rows. @param scores n_h x (knots * m)
[[nodiscard]] Result<Estimate> heldOutUtility(const Run &run, std::span<const double> knots, const MatrixD &scores);

/// Fits the run's nuisances, or leaves those that the same options and seed gave before; what these took is then
/// counted as saved.
[[nodiscard]] Result<void> learnNuisances(Run &run, const TrainConfig &config, std::stop_token stop,
                                          const ReportProgress &report);

/// Learns the configured router from the run alone; fills in its nuisances and curve on the way. Nuisances that the run
/// has already, from the same options and seed, serve again.
[[nodiscard]] Result<std::unique_ptr<Router>> trainMethod(Run &run, const TrainConfig &config, std::stop_token stop,
                                                          const ReportProgress &report, const OnEpoch &onEpoch);

} // namespace fairlead
