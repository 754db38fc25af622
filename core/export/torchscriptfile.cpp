#include "core/export/torchscriptfile.h"

#include "core/base/tensorview.h"
#include "core/causal/outcomemodel.h"
#include "core/export/scriptsource.h"
#include "core/features/standardizer.h"
#include "core/routers/correction.h"
#include "core/routers/loggedrows.h"
#include "core/routers/routerbundle.h"

#include <numeric>
#include <sstream>
#include <torch/script.h>

namespace fairlead {

namespace {

using torch::jit::Module;

/// Everything below reads what the router itself saved, so a missing part is a fault of ours: caught at the door.
template <typename T>
T need(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

at::Tensor vectorTensor(const std::vector<double> &values)
{
    return torch::tensor(values, torch::kDouble);
}

at::Tensor matrixTensor(const MatrixD &matrix)
{
    return tensorView(matrix).clone();
}

/// Model indices from the cheapest up, the lower index first among equals.
at::Tensor cheapestFirst(const std::vector<double> &tieCosts)
{
    std::vector<std::int64_t> order(tieCosts.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int64_t a, std::int64_t b) { return tieCosts[size_t(a)] < tieCosts[size_t(b)]; });
    return torch::tensor(order, torch::kLong);
}

void addStandardizer(Module &module, const TensorBundle &bundle)
{
    const Standardizer standardizer = need(Standardizer::load(bundle));
    module.register_buffer("mean", vectorTensor(standardizer.mean));
    module.register_buffer("inverse_scale", torch::tensor(1 / standardizer.scale, torch::kDouble));
}

void addIntegers(Module &module, const std::string &name, const std::vector<std::int64_t> &values)
{
    module.register_attribute(name, c10::ListType::ofInts(), c10::List<std::int64_t>(values));
}

/// mean + theta_A (ridge - mean) + theta_B (cells - mean) as one affine map of z and one value per cell.
struct FoldedOutcome
{
    explicit FoldedOutcome(const StackedOutcome &outcome)
    {
        const auto books = std::max<std::size_t>(outcome.cells.size(), 1);
        const double cellsWeight = outcome.cells.empty() ? 0 : outcome.cellsWeight;
        const double forestWeight = outcome.forest.empty() ? 0 : outcome.forestWeight;
        const at::Tensor ridge = matrixTensor(outcome.ridge) * outcome.ridgeWeight;
        weights = ridge.slice(1, 0, -1).t();
        intercept = ridge.select(1, -1) + outcome.mean * (1 - outcome.ridgeWeight - cellsWeight - forestWeight);
        for (const MatrixD &table : outcome.cells)
            cells.push_back(matrixTensor(table) * (cellsWeight / double(books)));
        if (cells.empty())
            cells.push_back(torch::zeros({0, ridge.size(0)}, torch::kDouble));
    }

    at::Tensor weights;            ///< d x m
    at::Tensor intercept;          ///< m
    std::vector<at::Tensor> cells; ///< per codebook: cells x m
};

void addCodebooks(Module &module, const std::vector<MatrixD> &codebooks, std::int64_t d)
{
    std::vector<at::Tensor> centroids{torch::zeros({0, d}, torch::kDouble)};
    std::vector<std::int64_t> counts;
    for (const MatrixD &codebook : codebooks) {
        centroids.push_back(matrixTensor(codebook));
        counts.push_back(std::int64_t(codebook.rows()));
    }
    const at::Tensor all = torch::cat(centroids);
    module.register_buffer("centroids", all.t().contiguous());
    module.register_buffer("half_norms", all.square().sum(1) / 2);
    addIntegers(module, "cell_counts", counts);
}

/// A forest as buffers NAME_roots, NAME_feature, NAME_threshold, NAME_left, NAME_values; its weight in the stack and
/// the mean over its trees are folded into the values. No trees: one that is a leaf of zeros.
void addForest(Module &module, const std::string &name, const StackedOutcome &outcome)
{
    const Forest &forest = outcome.forest;
    const auto longs = [](std::vector<std::int64_t> values) { return torch::tensor(values, torch::kLong); };
    const bool none = forest.empty();
    module.register_buffer(name + "_roots", longs(none ? std::vector<std::int64_t>{0} : forest.roots));
    module.register_buffer(name + "_feature", longs(none ? std::vector<std::int64_t>{-1} : forest.feature));
    module.register_buffer(name + "_threshold", vectorTensor(none ? std::vector<double>{0} : forest.threshold));
    module.register_buffer(name + "_left", longs(none ? std::vector<std::int64_t>{0} : forest.left));
    const auto models = std::int64_t(outcome.ridge.rows());
    module.register_buffer(name + "_values", none ? torch::zeros({1, models}, torch::kDouble)
                                                  : tensorView(forest.values).to(torch::kDouble) *
                                                        (outcome.forestWeight / double(forest.roots.size())));
}

void addOutcomeModel(Module &module, const TensorBundle &bundle, const Router &router)
{
    const OutcomeModel model = need(OutcomeModel::load(bundle));
    const FoldedOutcome quality(model.quality);
    const FoldedOutcome cost(model.cost);
    module.register_buffer("weights", torch::cat({quality.weights, cost.weights}, 1));
    module.register_buffer("intercept", torch::cat({quality.intercept, cost.intercept}));
    module.register_buffer("cell_values", torch::cat({torch::cat(quality.cells), torch::cat(cost.cells)}, 1));
    addForest(module, "quality_forest", model.quality);
    addForest(module, "cost_forest", model.cost);
    addCodebooks(module, model.codebooks, std::int64_t(model.quality.ridge.cols()) - 1);
    module.register_buffer("lambdas", vectorTensor(router.knots()).unsqueeze(1) / router.knots().back());
}

/// The mean of K networks is one network with all their hidden units.
void addNetworks(Module &module, const CorrectionNetworks &networks)
{
    std::vector<at::Tensor> hidden, hiddenBias, output, outputBias;
    for (std::size_t k = 0; k < networks.hiddenWeights.size(); ++k) {
        hidden.push_back(tensorView(networks.hiddenWeights[k]).to(torch::kDouble).t());
        hiddenBias.push_back(torch::tensor(networks.hiddenBias[k]).to(torch::kDouble));
        output.push_back(tensorView(networks.outputWeights[k]).to(torch::kDouble).t());
        outputBias.push_back(torch::tensor(networks.outputBias[k]).to(torch::kDouble));
    }
    module.register_buffer("hidden", torch::cat(hidden, 1) * networks.inputScale);
    module.register_buffer("hidden_bias", torch::cat(hiddenBias));
    module.register_buffer("output", torch::cat(output) / double(networks.hiddenWeights.size()));
    module.register_buffer("output_bias", torch::stack(outputBias).mean(0));
}

void definePlugIn(Module &module, const TensorBundle &bundle, const Router &router)
{
    addStandardizer(module, bundle);
    addOutcomeModel(module, bundle, router);
    module.register_buffer("temperature", torch::tensor(1.0, torch::kDouble));
    module.define(std::string(kNoCorrectionScript));
    module.define(std::string(kOutcomeScript));
}

void defineCorrected(Module &module, const TensorBundle &bundle, const Router &router)
{
    addStandardizer(module, bundle);
    addOutcomeModel(module, bundle, router);
    addNetworks(module, need(CorrectionNetworks::load(bundle)));
    module.register_buffer("temperature", vectorTensor(need(bundle.vectorD("router.temperature"))));
    module.define(std::string(kNetworkScript));
    module.define(std::string(kOutcomeScript));
}

void defineNetworkOnly(Module &module, const TensorBundle &bundle)
{
    addStandardizer(module, bundle);
    addNetworks(module, need(CorrectionNetworks::load(bundle)));
    module.define(std::string(kNetworkScript));
    module.define(std::string(kNetworkOnlyScript));
}

void defineCarrot(Module &module, const TensorBundle &bundle, const Router &router)
{
    addStandardizer(module, bundle);
    const auto d = std::size_t(module.attr("mean").toTensor().size(0));
    const LoggedRows rows = need(LoggedRows::load(bundle, "carrot", d, router.models()));
    at::Tensor served = torch::zeros({std::int64_t(rows.size()), std::int64_t(rows.models())}, torch::kDouble);
    for (std::size_t t = 0; t < rows.models(); ++t)
        served.slice(0, rows.first[t], rows.first[t + 1]).select(1, std::int64_t(t)).fill_(1);
    module.register_buffer("rows", matrixTensor(rows.unitRows).to(torch::kFloat));
    module.register_buffer("served", served);
    module.register_buffer("quality", vectorTensor(rows.quality));
    module.register_buffer("cost", vectorTensor(rows.cost));
    const auto neighbours = need(bundle.vectorI("carrot.neighbours"));
    module.register_attribute("quality_neighbours", c10::IntType::get(), neighbours.front());
    module.register_attribute("cost_neighbours", c10::IntType::get(), neighbours.back());
    module.define(std::string(kCarrotScript));
}

void defineNeighbours(Module &module, const TensorBundle &bundle)
{
    addStandardizer(module, bundle);
    const MatrixF rows = need(bundle.matrixF("knn.rows"));
    const at::Tensor outcomes = torch::stack(
        {vectorTensor(need(bundle.vectorD("knn.quality"))), vectorTensor(need(bundle.vectorD("knn.cost")))}, 1);
    module.register_buffer("rows", tensorView(rows).clone());
    module.register_buffer("outcomes", outcomes);
    module.register_buffer("overall", outcomes.mean(0));
    addIntegers(module, "first", need(bundle.vectorI("knn.first")));
    module.register_attribute("neighbours", c10::IntType::get(), need(bundle.vectorI("knn.neighbours")).front());
    module.define(std::string(kNeighbourScript));
}

void defineConstant(Module &module, const TensorBundle &bundle)
{
    module.register_buffer("line", vectorTensor(need(bundle.vectorD("constant.scores"))).view({2, -1}));
    module.define(std::string(kConstantScript));
}

std::string serialise(const Router &router, const RouterCard &card)
{
    Module module("FairleadRouter");
    module.register_buffer("knots", vectorTensor(router.knots()));
    module.register_buffer("cheapest_first", cheapestFirst(router.tieCosts()));
    const TensorBundle bundle = router.save();
    switch (router.method()) {
    case Method::PlugIn:
    case Method::PlugInRidge:
        definePlugIn(module, bundle, router);
        break;
    case Method::KnnPlugIn:
        defineNeighbours(module, bundle);
        break;
    case Method::Carrot:
        defineCarrot(module, bundle, router);
        break;
    case Method::BestSingle:
    case Method::Cheapest:
        defineConstant(module, bundle);
        break;
    default:
        if (isWithoutBase(bundle))
            defineNetworkOnly(module, bundle);
        else
            defineCorrected(module, bundle, router);
        break;
    }
    module.define(std::string(kCommonScript));
    module.eval();
    std::ostringstream bytes;
    module.save(bytes, {{"card.json", toJson(card)}});
    return std::move(bytes).str();
}

} // namespace

Result<std::string> toTorchScript(const Router &router, const RouterCard &card)
{
    try {
        return serialise(router, card);
    } catch (const std::exception &fault) {
        return makeError(ErrorCode::Internal, "Could not export the router: writing it as TorchScript failed.",
                         fault.what());
    }
}

} // namespace fairlead
