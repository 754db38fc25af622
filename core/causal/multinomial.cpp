#include "core/causal/multinomial.h"

#include "core/base/productblocks.h"
#include "core/base/tensorview.h"
#include "core/causal/guard.h"
#include "core/causal/lbfgs.h"
#include "core/features/featuretensors.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

/// Penalised negative log-likelihoods of all folds. Parameters of a fold: m x (d + 1), the last column being the
/// intercept over m_constant, which gives intercepts about the curvature of weights and the solver an easy problem.
class FoldLikelihoods
{
public:
    FoldLikelihoods(const FeatureRows &z, std::span<const std::int32_t> model, std::size_t models,
                    std::span<const std::int32_t> fold, int folds, const MultinomialOptions &options,
                    DeviceChoice device, const Matrix<std::uint8_t> *available)
        : m_folds(folds)
        , m_models(static_cast<std::int64_t>(models))
        , m_dimensions(static_cast<std::int64_t>(z.cols()))
        , m_penalty(options.penalty)
        , m_curvature(static_cast<double>(z.rows()) / static_cast<double>(models * z.cols()) + options.penalty)
        , m_constant(std::sqrt(m_curvature * static_cast<double>(models) / static_cast<double>(z.rows())))
        , m_z(z, torchDevice(device), options.singlePrecision ? at::kFloat : at::kDouble)
        , m_trains(at::ones({folds, m_z.rows()}, at::kDouble))
    {
        auto trains = m_trains.accessor<double, 2>();
        const at::Tensor sums = at::zeros({folds + 1, m_models, m_dimensions + 1}, at::kDouble); // no fold's come last
        std::vector<double> row(z.cols());
        for (std::size_t i = 0; i < z.rows(); ++i) {
            z.readRow(i, row.data());
            addRow(sums, fold[i] < 0 ? folds : fold[i], model[i], row);
            if (fold[i] >= 0)
                trains[fold[i]][static_cast<std::int64_t>(i)] = 0;
        }
        m_servedSum = sums.sum(0, true) - sums.narrow(0, 0, folds);
        m_trains = m_trains.to(m_z.options());
        if (available != nullptr)
            m_unavailable = unavailable(*available).to(m_z.options());
    }

    [[nodiscard]] double curvature() const { return m_curvature; }

    /// Sum of log-normalisers minus the served models' logits, which are linear in the parameters.
    [[nodiscard]] BatchEvaluation evaluate(const at::Tensor &parameters, const std::stop_token &stop)
    {
        const at::Tensor all = parameters.view({m_folds, m_models, m_dimensions + 1});
        const at::Tensor weights = all.narrow(2, 0, m_dimensions);
        const at::Tensor flat = weights.reshape({m_folds * m_models, m_dimensions}).to(m_z.options());
        const at::Tensor intercept = (all.narrow(2, m_dimensions, 1) * m_constant).to(m_z.options());

        const Parts parts = emptyParts();
        const std::int64_t step = rowsOfPart();
        const bool finished = forEachProductBlock(
            std::size_t(m_z.rows()), std::size_t(step), stop, [&](std::size_t first, std::size_t last) {
                const auto part = std::int64_t(first) / step;
                for (auto begin = std::int64_t(first); begin < std::int64_t(last); begin += m_z.blockRows())
                    addRows(begin, std::min(m_z.blockRows(), std::int64_t(last) - begin), flat, intercept,
                            parts.of(part));
            });
        if (!finished)
            throw StopRequested{};
        at::Tensor value = parts.value.sum(0).to(at::kCPU);
        at::Tensor gradient = at::empty({m_folds, m_models, m_dimensions + 1}, at::kDouble);
        gradient.narrow(2, 0, m_dimensions)
            .copy_(parts.byWeight.sum(0, false, at::kDouble).view({m_folds, m_models, m_dimensions}));
        gradient.select(2, m_dimensions).copy_(parts.byIntercept.sum(0)).mul_(m_constant);
        value += (weights * weights).sum({1, 2}) * (0.5 * m_penalty) - (all * m_servedSum).sum({1, 2});
        gradient -= m_servedSum;
        gradient.narrow(2, 0, m_dimensions).add_(weights, m_penalty);
        return {value, gradient.view({m_folds, -1})};
    }

    [[nodiscard]] at::Tensor toParameters(std::span<const MatrixD> weights) const
    {
        at::Tensor parameters = at::zeros({m_folds, m_models, m_dimensions + 1}, at::kDouble);
        for (std::size_t k = 0; k < weights.size(); ++k)
            parameters[static_cast<std::int64_t>(k)].copy_(tensorView(weights[k]));
        parameters.select(2, m_dimensions).div_(m_constant);
        return parameters.view({m_folds, -1});
    }

    [[nodiscard]] std::vector<MatrixD> toWeights(const at::Tensor &parameters) const
    {
        const at::Tensor all = parameters.view({m_folds, m_models, m_dimensions + 1}).clone();
        all.select(2, m_dimensions).mul_(m_constant);
        std::vector<MatrixD> weights;
        for (std::int64_t k = 0; k < m_folds; ++k)
            weights.push_back(toMatrix<double>(all[k]));
        return weights;
    }

private:
    /// What parts of the rows add to the value and its gradient. Each is one thread's, and they are summed in order, so
    /// that the sums do not depend on the threads.
    struct Parts
    {
        at::Tensor value;       ///< parts x folds
        at::Tensor byWeight;    ///< parts x (folds * models) x d
        at::Tensor byIntercept; ///< parts x folds x models

        [[nodiscard]] Parts of(std::int64_t part) const { return {value[part], byWeight[part], byIntercept[part]}; }
    };

    /// Whole blocks, in not too many parts.
    [[nodiscard]] std::int64_t rowsOfPart() const
    {
        constexpr std::int64_t kMostParts = 32;
        const std::int64_t blocks = (m_z.rows() + m_z.blockRows() - 1) / m_z.blockRows();
        const std::int64_t most = m_z.options().device().is_cpu() ? kMostParts : 1;
        return (blocks + most - 1) / most * m_z.blockRows();
    }

    [[nodiscard]] Parts emptyParts() const
    {
        const std::int64_t parts = (m_z.rows() + rowsOfPart() - 1) / rowsOfPart();
        const auto sums = m_z.options().dtype(at::kDouble);
        return {at::zeros({parts, m_folds}, sums), at::zeros({parts, m_folds * m_models, m_dimensions}, m_z.options()),
                at::zeros({parts, m_folds, m_models}, sums)};
    }

    /// @param weights (folds * models) x d; @param intercept folds x models x 1
    void addRows(std::int64_t begin, std::int64_t count, const at::Tensor &weights, const at::Tensor &intercept,
                 Parts part)
    {
        const at::Tensor z = m_z.block(begin, count);
        const at::Tensor trains = m_trains.narrow(1, begin, count).unsqueeze(1);
        at::Tensor p = at::mm(weights, z.t()).view({m_folds, m_models, count});
        p.add_(intercept);
        if (m_unavailable.defined())
            p.add_(m_unavailable.narrow(1, begin, count));
        const at::Tensor top = p.amax(1, /*keepdim=*/true);
        p.sub_(top).exp_();
        const at::Tensor sum = p.sum(1, /*keepdim=*/true);
        part.value.add_(((sum.log() + top) * trains).sum({1, 2}, false, at::kDouble));
        p.mul_(trains / sum);
        part.byWeight.addmm_(p.view({m_folds * m_models, count}), z);
        part.byIntercept.add_(p.sum(2, false, at::kDouble));
    }

    /// m x n: 0, and far below every logit where the model could not be chosen.
    static at::Tensor unavailable(const Matrix<std::uint8_t> &available)
    {
        constexpr double kNever = -1e30;
        const auto n = static_cast<std::int64_t>(available.rows());
        const auto m = static_cast<std::int64_t>(available.cols());
        at::Tensor out = at::zeros({m, n}, at::kDouble);
        auto cells = out.accessor<double, 2>();
        for (std::int64_t i = 0; i < n; ++i) {
            for (std::int64_t t = 0; t < m; ++t)
                cells[t][i] = available(static_cast<std::size_t>(i), static_cast<std::size_t>(t)) != 0 ? 0 : kNever;
        }
        return out;
    }

    void addRow(const at::Tensor &sums, std::int32_t fold, std::int32_t model, std::span<const double> z) const
    {
        double *sum = sums.data_ptr<double>() + (fold * m_models + model) * (m_dimensions + 1);
        for (const double value : z)
            *sum++ += value;
        *sum += m_constant;
    }

    std::int64_t m_folds;
    std::int64_t m_models;
    std::int64_t m_dimensions;
    double m_penalty;
    double m_curvature;
    double m_constant;
    FeatureTensors m_z;
    at::Tensor m_unavailable; ///< m x n, added to logits; undefined where every model is available
    at::Tensor m_trains;      ///< folds x n: 1 where the row is outside the fold
    at::Tensor m_servedSum;   ///< folds x m x (d + 1): sum of [z, constant] over a model's training rows
};

/// Zero weights and the log shares of the models, which is the optimum without features.
std::vector<MatrixD> startFromShares(std::span<const std::int32_t> model, std::size_t models, std::size_t dimensions,
                                     int folds)
{
    MatrixD start(models, dimensions + 1);
    std::vector<double> count(models, 0.5);
    for (const std::int32_t t : model)
        count[static_cast<std::size_t>(t)] += 1;
    for (std::size_t t = 0; t < models; ++t)
        start(t, dimensions) = std::log(count[t] / static_cast<double>(model.size()));
    return std::vector<MatrixD>(static_cast<std::size_t>(folds), start);
}

} // namespace

Result<std::vector<MatrixD>> fitMultinomial(const FeatureRows &z, std::span<const std::int32_t> model,
                                            std::size_t models, std::span<const std::int32_t> fold, int folds,
                                            const MultinomialOptions &options, std::span<const MatrixD> start,
                                            DeviceChoice device, std::stop_token stop,
                                            const Matrix<std::uint8_t> *available)
{
    return guarded<std::vector<MatrixD>>("Could not fit the propensities", [&] {
        FoldLikelihoods likelihoods(z, model, models, fold, folds, options, device, available);
        LbfgsOptions solver;
        solver.iterations = options.iterations;
        solver.gainTolerance = options.gainTolerance;
        solver.slack = options.singlePrecision ? 1e-7 : 1e-13;
        solver.curvature = likelihoods.curvature();
        const std::vector<MatrixD> first = start.empty() ? startFromShares(model, models, z.cols(), folds)
                                                         : std::vector<MatrixD>(start.begin(), start.end());
        const at::Tensor best = minimiseBatch([&](const at::Tensor &at) { return likelihoods.evaluate(at, stop); },
                                              likelihoods.toParameters(first), solver, stop);
        return likelihoods.toWeights(best);
    });
}

} // namespace fairlead
