#include "core/causal/linear.h"

#include "core/base/productblocks.h"
#include "core/base/tensorview.h"
#include "core/features/featuretensors.h"

#include <algorithm>

namespace fairlead {

namespace {

/// z W' + b of one block into rows of `scores`.
void scoreInto(const at::Tensor &z, const MatrixD &weights, at::Tensor scores)
{
    const at::Tensor all = tensorView(weights);
    const std::int64_t d = z.size(1);
    at::addmm_out(scores, all.select(1, d), z, all.narrow(1, 0, d).t());
}

} // namespace

MatrixD linearScores(const MatrixD &z, const MatrixD &weights)
{
    assert(weights.cols() == z.cols() + 1);
    MatrixD scores(z.rows(), weights.rows());
    if (!scores.empty())
        scoreInto(tensorView(z), weights, tensorView(scores));
    return scores;
}

MatrixD linearScores(const FeatureRows &z, const MatrixD &weights)
{
    assert(weights.cols() == z.cols() + 1);
    MatrixD scores(z.rows(), weights.rows());
    FeatureTensors features(z, at::kCPU, at::kDouble);
    const at::Tensor out = tensorView(scores);
    if (scores.empty())
        return scores;
    forEachProductBlock(z.rows(), kFeatureBlock, {}, [&](std::size_t first, std::size_t last) {
        const auto from = static_cast<std::int64_t>(first);
        const auto count = static_cast<std::int64_t>(last - first);
        scoreInto(features.block(from, count), weights, out.narrow(0, from, count));
    });
    return scores;
}

MatrixD outOfFoldScores(const FeatureRows &z, std::span<const std::int32_t> fold, std::span<const MatrixD> weights)
{
    MatrixD scores(z.rows(), weights.empty() ? 0 : weights.front().rows());
    for (std::size_t k = 0; k < weights.size(); ++k) {
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < fold.size(); ++i) {
            if (fold[i] == static_cast<std::int32_t>(k))
                rows.push_back(i);
        }
        const MatrixD part = linearScores(z.select(rows), weights[k]);
        for (std::size_t i = 0; i < rows.size(); ++i)
            std::copy(part.row(i).begin(), part.row(i).end(), scores.row(rows[i]).begin());
    }
    return scores;
}

MatrixD meanOf(std::span<const MatrixD> matrices)
{
    MatrixD mean(matrices.front().rows(), matrices.front().cols());
    for (const MatrixD &matrix : matrices) {
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean.data()[i] += matrix.data()[i] / static_cast<double>(matrices.size());
    }
    return mean;
}

} // namespace fairlead
