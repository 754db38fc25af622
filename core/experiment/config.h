#pragma once

#include "core/base/device.h"
#include "core/base/result.h"
#include "core/causal/options.h"
#include "core/routers/correction.h"
#include "core/routers/method.h"
#include "core/routers/networkoptions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

/// Everything that decides what a training run gives, apart from the data. As JSON: copyable, diffable, complete.
struct TrainConfig
{
    Method method = Method::RmInterval;
    std::uint64_t seed = 1;
    DeviceChoice device = DeviceChoice::Auto;
    std::optional<double> lambdaMax; ///< quality per USD; nothing: 1 / largest mean logged cost of a model
    NuisanceOptions nuisances;
    CorrectionOptions correction;
    int neighbours = 40;      ///< of the kNN plug-in
    double ridgePenalty = 30; ///< alpha of the per-model ridge plug-in
    NetworkOptions neural;    ///< of the neural plug-in and the IPW policy
    /// Neighbourhood sizes the CARROT-style plug-in chooses from, per model.
    std::vector<int> carrotNeighbours{2, 4, 8, 16, 32, 64, 128, 256, 512};
    double evaluationClip = 0.01; ///< of propensities in held-out values
};

[[nodiscard]] std::string toJson(const TrainConfig &config);
/// Fields that are absent keep the value in `base`; an unknown field or a wrong type is BadConfig and is named.
/// Its detail is the cause alone.
[[nodiscard]] Result<TrainConfig> trainConfigFromJson(std::string_view json, const TrainConfig &base = {});

/// "auto", "logged", "estimated"; an unknown word is BadConfig and lists them.
[[nodiscard]] std::string_view propensitySourceKey(PropensitySource source);
[[nodiscard]] Result<PropensitySource> propensitySourceFromKey(std::string_view word);

} // namespace fairlead
