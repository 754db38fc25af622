#pragma once

#include "core/base/random.h"
#include "datasets/demoprompts.h"

#include <array>
#include <string_view>
#include <vector>

namespace fairlead::demo {

inline constexpr std::size_t kFamilies = 8;

/// Chance of a good answer in one task family, for the easiest and for the hardest request of it.
struct Strength
{
    double easy;
    double hard;
};

/// An invented model with an invented price list.
struct DemoModel
{
    std::string_view name;
    double inputPrice; ///< USD per million tokens
    double outputPrice;
    double verbosity; ///< output tokens relative to the family's; a model that thinks aloud pays
    std::array<Strength, kFamilies> strengths; ///< in the order of taskFamilies()
};

[[nodiscard]] const std::vector<DemoModel> &demoModels();

/// Expected quality: logits run linearly from easy to hard with the difficulty.
[[nodiscard]] double expectedQuality(const DemoModel &model, std::size_t family, double difficulty);

/// One answer: quality 0 or 1, or a mark in steps of 0.05 where the family is graded; cost in USD from the tokens read
/// and a log-normal number of tokens written.
struct DemoAnswer
{
    double quality;
    double cost;
};
[[nodiscard]] DemoAnswer drawAnswer(const DemoModel &model, const DemoPrompt &prompt, Random &random);

} // namespace fairlead::demo
