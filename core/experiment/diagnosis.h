#pragma once

#include "core/causal/nuisances.h"
#include "core/causal/support.h"
#include "core/causal/supportfigures.h"
#include "core/evaluation/heldout.h"
#include "core/experiment/rundata.h"
#include "core/features/featurerows.h"

#include <optional>
#include <vector>

namespace fairlead {

/// What the training rows of a log say by themselves, before any router: its support, and each single model's value
/// (doubly robust means). Made once per dataset with the default nuisances, then read from the workspace.
struct LogDiagnosis
{
    SupportReport support;
    std::vector<double> singleQuality; ///< m
    std::vector<double> singleCost;    ///< m, USD
    PropensityChoice propensity;       ///< on the training rows
    SupportFigures figures = {};       ///< what the support is drawn from; empty where features were not given
};

/// Features of a log's rows, standardised on its training rows.
struct StandardizedRun
{
    Standardizer standardizer;
    FeatureRows z; ///< n x d, all rows, read from the run's embeddings
};
/// @param data its embeddings outlive the features
[[nodiscard]] Result<StandardizedRun> standardize(const RunData &data);

/// Nuisances on the training rows; costs in units of 1/lambdaMax.
[[nodiscard]] Result<Nuisances> fitTrainingNuisances(const RunData &data, const FeatureRows &z,
                                                     const NuisanceOptions &options, double lambdaMax,
                                                     std::uint64_t seed, DeviceChoice device, std::stop_token stop,
                                                     const ReportProgress &report);

/// Doubly robust mean of serving every training row with one model, per model: over the rows it was available for (over
/// all, so of predictions alone, where there is none). `nuisances` must come from these rows.
[[nodiscard]] LogDiagnosis diagnose(const RunData &data, const Nuisances &nuisances, double lambdaMax);

/// The same with what the features say: balance, and whether a rule foretells the choices.
/// @param z all rows, standardised
[[nodiscard]] Result<LogDiagnosis> diagnose(const RunData &data, const Nuisances &nuisances, double lambdaMax,
                                            const FeatureRows &z, std::stop_token stop);

/// Keeps the diagnosis that a run's nuisances gave, where they are the ones loadOrMakeDiagnosis would fit.
[[nodiscard]] Result<void> keepDiagnosis(Workspace &workspace, const RunData &data, const LogDiagnosis &diagnosis,
                                         const NuisanceOptions &options, double lambdaMax, std::uint64_t seed);

/// The diagnosis that the workspace keeps of this log, without reading its rows; nothing where it has to be made.
[[nodiscard]] Result<std::optional<LogDiagnosis>> storedDiagnosis(Workspace &workspace, const DatasetInfo &info,
                                                                  const std::vector<std::string> &models,
                                                                  PropensitySource source);

[[nodiscard]] Result<LogDiagnosis> loadOrMakeDiagnosis(Workspace &workspace, const RunData &data, const FeatureRows &z,
                                                       std::stop_token stop, const ReportProgress &report,
                                                       PropensitySource source = PropensitySource::Auto);

/// The influence values that judge every router of this dataset; the same for all of them.
[[nodiscard]] Result<HeldOutTables> loadOrMakeHeldOutTables(Workspace &workspace, const RunData &data,
                                                            const FeatureRows &z, double clip, DeviceChoice device,
                                                            std::stop_token stop, const ReportProgress &report,
                                                            PropensitySource source = PropensitySource::Auto);

/// 1 / (largest mean logged cost of a model): the price at which one quality unit is worth one query of the dearest
/// model.
[[nodiscard]] Result<double> defaultLambdaMax(const RunData &data);

/// Mean logged cost per model over the training rows, in USD; a model without rows takes the overall mean.
[[nodiscard]] std::vector<double> meanLoggedCosts(const RunData &data);

} // namespace fairlead
