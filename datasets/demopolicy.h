#pragma once

#include "datasets/demoprompts.h"

#include <vector>

namespace fairlead::demo {

/// The rules of thumb of a platform team: habits per task family, and dearer models for what looks long or hard.
/// e = (1 - floor) softmax(bias s) + floor / m. It looks at nothing a prompt does not show, so the log is confounded by
/// the prompt and by nothing else.
/// @return one probability a model, in the order of demoModels()
[[nodiscard]] std::vector<double> loggingPropensities(const DemoPrompt &prompt, double bias, double floor);

} // namespace fairlead::demo
