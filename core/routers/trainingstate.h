#pragma once

#include "core/base/result.h"
#include "core/base/tensorbundle.h"

#include <cstdint>
#include <vector>

namespace fairlead {

/// Where a training of networks stood at the end of an epoch: all that it needs to go on as if it had never ended.
/// Row orders are not part of it: they follow from the seed and the number of epochs.
struct TrainingState
{
    /// Networks that one optimiser trains together.
    struct Networks
    {
        std::vector<float> parameters;
        std::vector<float> mean;   ///< AdamW's first moment
        std::vector<float> square; ///< AdamW's second moment
        std::int64_t steps = 0;    ///< AdamW's
        std::vector<std::int64_t>
            noise; ///< the device generator's state, eight bytes a cell, its length in bytes first
    };

    int epochs = 0; ///< finished
    std::vector<Networks> trainers;

    void save(TensorBundle &bundle) const; ///< tensors "resume.*", which loading a router passes over
    /// At least one epoch and one trainer, all finite; anything else is BadInput.
    [[nodiscard]] static Result<TrainingState> load(const TensorBundle &bundle);
    [[nodiscard]] static bool isIn(const TensorBundle &bundle);
};

/// What a training goes on from, and where it says how far it came; both may be null.
struct Continuation
{
    const TrainingState *from = nullptr;
    TrainingState *reached = nullptr; ///< after the last epoch that was finished
};

} // namespace fairlead
