#pragma once

#include "core/experiment/run.h"

namespace fairlead {

/// For core/experiment only: the methods that train networks. Each epoch is judged on the held-out rows and reported.

using TrainedMethod = Result<std::unique_ptr<Router>>;

/// RM-Interval, RM-Softmax and RM-Classification, in whichever form the configuration asks for; the run has nuisances.
[[nodiscard]] TrainedMethod trainCorrected(Run &run, const TrainConfig &config, std::stop_token stop,
                                           const ReportProgress &report, const OnEpoch &onEpoch);

[[nodiscard]] TrainedMethod trainNeuralPlugIn(Run &run, const TrainConfig &config, std::stop_token stop,
                                              const ReportProgress &report, const OnEpoch &onEpoch);

/// A network policy that maximises sum_i w_i pi_{t_i}(x_i, lambda) (a_i - lambda c_i) over all lambdas, w_i clipped
/// inverse propensities. Outcomes are first shifted by their self-normalised means: without it the objective prefers
/// avoiding the logged models to avoiding bad ones where utilities are negative, and copying the log where positive.
[[nodiscard]] TrainedMethod trainIpwPolicy(Run &run, const TrainConfig &config, std::stop_token stop,
                                           const ReportProgress &report, const OnEpoch &onEpoch);

/// RM-Interval's recipe on run.trainTruth; Refused without it.
[[nodiscard]] TrainedMethod trainFullFeedback(Run &run, const TrainConfig &config, std::stop_token stop,
                                              const ReportProgress &report, const OnEpoch &onEpoch);

/// Cross-fitting folds of the training rows, the same for every method of a seed.
[[nodiscard]] std::vector<std::int32_t> trainingFolds(const RunData &data, int folds, std::uint64_t seed);

[[nodiscard]] Result<PropensityFit> fitTrainingPropensity(const Run &run, const TrainConfig &config,
                                                          std::span<const std::int32_t> fold, std::stop_token stop,
                                                          const ReportProgress &report);

/// Refused, with the reason, for a method that needs the truth on a dataset without.
[[nodiscard]] Error truthIsMissing(const DatasetInfo &dataset, Method method);

} // namespace fairlead
