#include "core/routers/trainingstate.h"

#include "core/routers/routerbundle.h"

#include <limits>

namespace fairlead {

namespace {

constexpr const char *kEpochs = "resume.epochs";

std::string tensorName(std::size_t trainer, const char *what)
{
    return "resume." + std::to_string(trainer) + "." + what;
}

Result<TrainingState::Networks> loadNetworks(const TensorBundle &bundle, std::size_t trainer)
{
    auto parameters = bundle.vectorF(tensorName(trainer, "parameters"));
    auto mean = bundle.vectorF(tensorName(trainer, "mean"));
    auto square = bundle.vectorF(tensorName(trainer, "square"));
    auto steps = bundle.vectorI(tensorName(trainer, "steps"));
    auto noise = bundle.vectorI(tensorName(trainer, "noise"));
    if (!parameters || !mean || !square || !steps || !noise)
        return damagedRouter("a part of its unfinished training is missing");
    if (parameters->empty() || mean->size() != parameters->size() || square->size() != parameters->size() ||
        steps->size() != 1 || steps->front() < 1 || noise->empty())
        return damagedRouter("the parts of its unfinished training do not fit together");
    if (!allFinite(*parameters) || !allFinite(*mean) || !allFinite(*square))
        return damagedRouter("its unfinished training holds values that are not finite numbers");
    return TrainingState::Networks{*std::move(parameters), *std::move(mean), *std::move(square), steps->front(),
                                   *std::move(noise)};
}

} // namespace

void TrainingState::save(TensorBundle &bundle) const
{
    const std::int64_t counts[] = {epochs, std::int64_t(trainers.size())};
    bundle.put(kEpochs, std::span<const std::int64_t>(counts));
    for (std::size_t k = 0; k < trainers.size(); ++k) {
        const Networks &each = trainers[k];
        bundle.put(tensorName(k, "parameters"), std::span<const float>(each.parameters));
        bundle.put(tensorName(k, "mean"), std::span<const float>(each.mean));
        bundle.put(tensorName(k, "square"), std::span<const float>(each.square));
        bundle.put(tensorName(k, "steps"), std::span<const std::int64_t>(&each.steps, 1));
        bundle.put(tensorName(k, "noise"), std::span<const std::int64_t>(each.noise));
    }
}

Result<TrainingState> TrainingState::load(const TensorBundle &bundle)
{
    const auto counts = bundle.vectorI(kEpochs);
    if (!counts || counts->size() != 2 || counts->front() < 1 || counts->front() > std::numeric_limits<int>::max() ||
        counts->back() < 1 || counts->back() > std::int64_t(bundle.tensors.size()))
        return damagedRouter("its unfinished training cannot be read");
    TrainingState state;
    state.epochs = int(counts->front());
    for (std::size_t k = 0; k < std::size_t(counts->back()); ++k) {
        auto networks = loadNetworks(bundle, k);
        if (!networks)
            return networks.error();
        state.trainers.push_back(*std::move(networks));
    }
    return state;
}

bool TrainingState::isIn(const TensorBundle &bundle)
{
    return bundle.has(kEpochs);
}

} // namespace fairlead
