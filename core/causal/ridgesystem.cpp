#include "core/causal/ridgesystem.h"

#include "core/base/productblocks.h"
#include "core/base/tensorview.h"
#include "core/causal/guard.h"

#include <ATen/Parallel.h>

namespace fairlead {

namespace {

/// Lower Cholesky factor; a matrix that is singular to rounding gets a growing share of its mean diagonal added.
at::Tensor choleskyFactor(const at::Tensor &matrix)
{
    for (const double jitter : {0.0, 1e-12, 1e-9, 1e-6}) {
        at::Tensor shifted = matrix;
        if (jitter > 0) {
            shifted = matrix.clone();
            shifted.diagonal().add_(jitter * matrix.diagonal().mean().item<double>() + 1e-300);
        }
        const auto [factor, info] = at::linalg_cholesky_ex(shifted);
        if (info.item<int>() == 0 && at::isfinite(factor.diagonal()).all().item<bool>())
            return factor;
    }
    throw ComputationFailed{makeError(
        ErrorCode::BadConfig, "Could not fit the outcome model: its equations are singular with these penalties. Raise "
                              "the ridge penalties, or check the embeddings for values that are not finite.")};
}

/// [1, a, c] sums of the rows outside a fold.
std::array<double, 3> trainingTotals(const RidgeSums &sums, std::size_t fold)
{
    std::array<double, 3> out{};
    for (std::size_t j = 0; j < 3; ++j)
        out[j] = sums.totals(sums.folds, j) - sums.totals(fold, j);
    return out;
}

/// What becomes of one model's rows outside a fold.
struct OwnSolution
{
    explicit OwnSolution(std::size_t width)
        : inverse(width)
    {}

    PackedSymmetric inverse; ///< S_t
    at::Tensor solved;       ///< S_t b_t, p x 2
};

/// @param square p x p, to work in
void solveOwn(const RidgeSums &sums, const SubtractFold &subtractFold, std::size_t fold, std::size_t model, double own,
              const at::Tensor &mean, MatrixD &square, OwnSolution &solution)
{
    sums.gram[model].unpack(square);
    subtractFold(fold, model, square);
    const at::Tensor cells = tensorView(square);
    cells.diagonal().add_(own);
    const at::Tensor factor = choleskyFactor(cells);
    at::Tensor inverse = cells.t(); // the system is not needed any more
    at::cholesky_inverse_out(inverse, factor);
    solution.inverse.add(square);
    const at::Tensor moments =
        tensorView(sums.moments[sums.slot(sums.folds, model)]) - tensorView(sums.moments[sums.slot(fold, model)]);
    solution.solved = at::mm(cells, moments.narrow(1, 1, 2) - moments.narrow(1, 0, 1) * mean);
}

RidgeWeights solveFold(const RidgeSums &sums, const SubtractFold &subtractFold, std::size_t fold,
                       const RidgeOptions &options, const std::stop_token &stop, std::span<MatrixD> squares)
{
    RidgeWeights result;
    const auto totals = trainingTotals(sums, fold);
    for (const std::size_t outcome : {kQuality, kCost})
        result.mean[outcome] = totals[0] > 0 ? totals[outcome + 1] / totals[0] : 0;
    const at::Tensor mean = tensorView(std::span<const double>(result.mean));

    std::vector<OwnSolution> solutions(sums.models, OwnSolution(sums.width));
    if (!forEachProductBlock(sums.models, 1, stop, [&](std::size_t model, std::size_t) {
            MatrixD &square = squares[static_cast<std::size_t>(at::get_thread_num())];
            if (square.empty())
                square = MatrixD(sums.width, sums.width);
            solveOwn(sums, subtractFold, fold, model, options.own, mean, square, solutions[model]);
        }))
        throw StopRequested{};

    PackedSymmetric inverses(sums.width);
    at::Tensor solvedSum = at::zeros({static_cast<std::int64_t>(sums.width), 2}, at::kDouble);
    for (const OwnSolution &solution : solutions) {
        inverses.add(solution.inverse);
        solvedSum += solution.solved;
    }
    MatrixD &square = squares.front();
    if (square.empty())
        square = MatrixD(sums.width, sums.width);
    inverses.unpack(square);
    at::Tensor system = tensorView(square).mul_(-options.own * options.own);
    system.diagonal().add_(options.shared + options.own * static_cast<double>(sums.models));
    const at::Tensor shared = at::cholesky_solve(solvedSum * options.own, choleskyFactor(system));

    for (MatrixD &weights : result.weights)
        weights = MatrixD(sums.models, sums.width);
    for (std::size_t t = 0; t < sums.models; ++t) {
        solutions[t].inverse.unpack(square);
        const at::Tensor weights = solutions[t].solved + options.own * at::mm(tensorView(square), shared);
        for (const std::size_t outcome : {kQuality, kCost})
            tensorView(result.weights[outcome])[static_cast<std::int64_t>(t)].copy_(
                weights.select(1, static_cast<std::int64_t>(outcome)));
    }
    return result;
}

} // namespace

RidgeSums::RidgeSums(std::size_t foldCount, std::size_t modelCount, std::size_t featureCount)
    : folds(foldCount)
    , models(modelCount)
    , width(featureCount)
    , gram(modelCount, PackedSymmetric(featureCount))
    , moments((foldCount + 1) * modelCount, MatrixD(featureCount, 3))
    , totals(foldCount + 1, 3)
{}

void RidgeSums::countOutcomes(std::int32_t foldIndex, double quality, double cost)
{
    const std::array<double, 3> values{1, quality, cost};
    for (std::size_t j = 0; j < 3; ++j) {
        totals(folds, j) += values[j];
        if (foldIndex >= 0)
            totals(static_cast<std::size_t>(foldIndex), j) += values[j];
    }
}

MatrixD RidgeWeights::withIntercept(std::size_t outcome, double constant) const
{
    MatrixD out = weights[outcome];
    for (std::size_t t = 0; t < out.rows(); ++t)
        out(t, out.cols() - 1) = mean[outcome] + constant * out(t, out.cols() - 1);
    return out;
}

Result<std::vector<RidgeWeights>> solveRidge(const RidgeSums &sums, const SubtractFold &subtractFold,
                                             const RidgeOptions &options, std::stop_token stop)
{
    return guarded<std::vector<RidgeWeights>>("Could not fit the outcome model", [&] {
        std::vector<RidgeWeights> weights;
        std::vector<MatrixD> squares(static_cast<std::size_t>(productThreads())); // made by the threads that come
        for (std::size_t k = 0; k < sums.folds; ++k)
            weights.push_back(solveFold(sums, subtractFold, k, options, stop, squares));
        return weights;
    });
}

} // namespace fairlead
