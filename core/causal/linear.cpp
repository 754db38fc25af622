#include "core/causal/linear.h"

#include "core/base/tensorview.h"

namespace fairlead {

MatrixD linearScores(const MatrixD &z, const MatrixD &weights)
{
    assert(weights.cols() == z.cols() + 1);
    MatrixD scores(z.rows(), weights.rows());
    if (scores.empty())
        return scores;
    const at::Tensor all = tensorView(weights);
    const auto d = static_cast<std::int64_t>(z.cols());
    at::Tensor out = tensorView(scores);
    at::addmm_out(out, all.select(1, d), tensorView(z), all.narrow(1, 0, d).t());
    return scores;
}

MatrixD outOfFoldScores(const MatrixD &z, std::span<const std::int32_t> fold, std::span<const MatrixD> weights)
{
    MatrixD scores(z.rows(), weights.empty() ? 0 : weights.front().rows());
    for (std::size_t k = 0; k < weights.size(); ++k) {
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < fold.size(); ++i) {
            if (fold[i] == static_cast<std::int32_t>(k))
                rows.push_back(i);
        }
        const MatrixD part = linearScores(takeRows(z, rows), weights[k]);
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
