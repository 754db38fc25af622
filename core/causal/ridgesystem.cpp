#include "core/causal/ridgesystem.h"

#include "core/base/tensorview.h"
#include "core/causal/guard.h"

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

/// Squares that the solver of every fold works in.
struct Squares
{
    explicit Squares(std::size_t width)
        : system(width, width)
        , fold(width, width)
    {}

    MatrixD system;
    MatrixD fold;
};

/// G_t + a1 I of the rows outside a fold, in squares.system.
at::Tensor ownSystem(const RidgeSums &sums, const FoldGram &foldGram, std::size_t fold, std::size_t model, double own,
                     Squares &squares)
{
    sums.gram[model].unpack(squares.system);
    foldGram(fold, model, squares.fold);
    at::Tensor system = tensorView(squares.system).sub_(tensorView(squares.fold));
    system.diagonal().add_(own);
    return system;
}

RidgeWeights solveFold(const RidgeSums &sums, const FoldGram &foldGram, std::size_t fold, const RidgeOptions &options,
                       const std::stop_token &stop, Squares &squares)
{
    RidgeWeights result;
    const auto totals = trainingTotals(sums, fold);
    for (const std::size_t outcome : {kQuality, kCost})
        result.mean[outcome] = totals[0] > 0 ? totals[outcome + 1] / totals[0] : 0;
    const at::Tensor mean = tensorView(std::span<const double>(result.mean));

    const auto p = static_cast<std::int64_t>(sums.width);
    at::Tensor inverseSum = at::zeros({p, p}, at::kDouble);
    at::Tensor solvedSum = at::zeros({p, 2}, at::kDouble);
    std::vector<PackedSymmetric> inverse(sums.models, PackedSymmetric(sums.width));
    std::vector<at::Tensor> solved;
    for (std::size_t t = 0; t < sums.models; ++t) {
        throwIfStopped(stop);
        const at::Tensor factor = choleskyFactor(ownSystem(sums, foldGram, fold, t, options.own, squares));
        const at::Tensor moments =
            tensorView(sums.moments[sums.slot(sums.folds, t)]) - tensorView(sums.moments[sums.slot(fold, t)]);
        const at::Tensor target = moments.narrow(1, 1, 2) - moments.narrow(1, 0, 1) * mean;
        tensorView(squares.fold).copy_(at::cholesky_inverse(factor));
        const at::Tensor own = tensorView(squares.fold);
        inverse[t].add(squares.fold);
        solved.push_back(at::mm(own, target));
        inverseSum += own;
        solvedSum += solved.back();
    }

    at::Tensor system = inverseSum.mul_(-options.own * options.own);
    system.diagonal().add_(options.shared + options.own * static_cast<double>(sums.models));
    const at::Tensor shared = at::cholesky_solve(solvedSum * options.own, choleskyFactor(system));

    for (MatrixD &weights : result.weights)
        weights = MatrixD(sums.models, sums.width);
    for (std::size_t t = 0; t < sums.models; ++t) {
        inverse[t].unpack(squares.fold);
        const at::Tensor weights = solved[t] + options.own * at::mm(tensorView(squares.fold), shared);
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

Result<std::vector<RidgeWeights>> solveRidge(const RidgeSums &sums, const FoldGram &foldGram,
                                             const RidgeOptions &options, std::stop_token stop)
{
    return guarded<std::vector<RidgeWeights>>("Could not fit the outcome model", [&] {
        std::vector<RidgeWeights> weights;
        Squares squares(sums.width);
        for (std::size_t k = 0; k < sums.folds; ++k)
            weights.push_back(solveFold(sums, foldGram, k, options, stop, squares));
        return weights;
    });
}

} // namespace fairlead
