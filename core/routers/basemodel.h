#pragma once

#include "core/causal/outcomemodel.h"
#include "core/features/standardizer.h"

namespace fairlead {

/// Standardisation and outcome model out of a bundle: same d, m models, equal codebooks, all finite.
struct BaseModel
{
    Standardizer standardizer;
    OutcomeModel model;
};
[[nodiscard]] Result<BaseModel> loadBaseModel(const TensorBundle &bundle, std::size_t models);
[[nodiscard]] Result<Standardizer> loadStandardizer(const TensorBundle &bundle);

} // namespace fairlead
