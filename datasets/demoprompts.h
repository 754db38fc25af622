#pragma once

#include "core/base/random.h"

#include <cstddef>
#include <string>

namespace fairlead::demo {

/// A prompt with what the simulation knows about it.
struct DemoPrompt
{
    std::string text;
    std::size_t family = 0;       ///< index into taskFamilies()
    double visibleDifficulty = 0; ///< 0..1; follows from wording, demands, number sizes and length alone
    double difficulty = 0;        ///< 0..1; the visible one plus a little that no prompt shows
};

/// Draws a family, a level and a template near that level, and fills its slots: numbers get longer, passages gain
/// sentences and demands are added as the level rises.
[[nodiscard]] DemoPrompt composePrompt(Random &random);

} // namespace fairlead::demo
