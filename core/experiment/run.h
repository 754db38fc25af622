#pragma once

#include "core/evaluation/heldout.h"
#include "core/experiment/config.h"
#include "core/experiment/diagnosis.h"
#include "core/experiment/rundata.h"
#include "core/experiment/training.h"
#include "core/routers/router.h"

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
    MatrixF heldOutEmbeddings;
    std::vector<double> tieCosts;            ///< USD
    double lambdaMax = 0;                    ///< quality per USD
    DeviceChoice device = DeviceChoice::Cpu; ///< resolved
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::optional<Nuisances> nuisances;
    std::vector<EpochReport> curve;

    [[nodiscard]] double seconds() const;
};

/// Loads what every method needs: data, features, held-out tables, the unit of lambda.
[[nodiscard]] Result<Run> prepareRun(Workspace &workspace, DatasetId dataset, const TrainConfig &config,
                                     std::stop_token stop, const ReportProgress &report);

/// Held-out DR utility of a router, mean over [0, lambda_max].
[[nodiscard]] Result<Estimate> heldOutUtility(const Run &run, const Router &router);

/// Learns the configured router; fills in the run's nuisances and curve on the way.
[[nodiscard]] Result<std::unique_ptr<Router>> trainMethod(Workspace &workspace, Run &run, const TrainConfig &config,
                                                          std::stop_token stop, const ReportProgress &report,
                                                          const OnEpoch &onEpoch);

} // namespace fairlead
