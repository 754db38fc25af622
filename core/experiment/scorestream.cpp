#include "core/experiment/scorestream.h"

#include <algorithm>
#include <functional>

namespace fairlead {

namespace {

/// Rows whose embeddings are copied at a time: a sweep asks for far more.
constexpr std::size_t kBlockRows = 1024;

/// Scores of rows [first, last), a few blocks below each other.
Result<MatrixD> inBlocks(const Router &router, std::size_t first, std::size_t last,
                         const std::function<Result<MatrixD>(std::size_t, std::size_t)> &block)
{
    MatrixD all(last - first, router.knots().size() * router.models());
    for (std::size_t from = first; from < last; from += kBlockRows) {
        const auto scores = block(from, std::min(last, from + kBlockRows));
        if (!scores)
            return scores.error();
        std::copy_n(scores->data(), scores->size(), all.row(from - first).data());
    }
    return all;
}

/// Rows [first, last); empty where there is no matrix.
template <typename T>
Matrix<T> rowsBetween(const Matrix<T> *matrix, std::size_t first, std::size_t last)
{
    if (matrix == nullptr)
        return {};
    Matrix<T> rows(last - first, matrix->cols());
    std::copy_n(matrix->data() + first * matrix->cols(), rows.size(), rows.data());
    return rows;
}

ScoreStream stream(const Router &router, const QueryBatch &queries, std::size_t rows,
                   std::function<MatrixF(std::size_t, std::size_t)> embeddingsOf)
{
    const auto block = [&router, queries, embeddingsOf = std::move(embeddingsOf)](std::size_t first, std::size_t last) {
        const MatrixF embeddings = embeddingsOf(first, last);
        const MatrixD quality = rowsBetween(queries.trueQuality, first, last);
        const MatrixD cost = rowsBetween(queries.trueCost, first, last);
        return router.scores(
            {&embeddings, queries.trueQuality ? &quality : nullptr, queries.trueCost ? &cost : nullptr});
    };
    return {rows,
            [&router, block](std::size_t first, std::size_t last) { return inBlocks(router, first, last, block); }};
}

} // namespace

ScoreStream streamScores(const Router &router, const QueryBatch &queries)
{
    return stream(
        router, queries, queries.embeddings->rows(),
        [all = queries.embeddings](std::size_t first, std::size_t last) { return rowsBetween(all, first, last); });
}

ScoreStream streamScores(const Router &router, const QueryBatch &queries, std::span<const std::int64_t> rows)
{
    return stream(router, queries, rows.size(), [all = queries.embeddings, rows](std::size_t first, std::size_t last) {
        const auto named = rows.subspan(first, last - first);
        return takeRows(*all, std::vector<std::size_t>(named.begin(), named.end()));
    });
}

Result<MatrixD> allScores(const Router &router, const ScoreStream &stream)
{
    return inBlocks(router, 0, stream.rows, stream.block);
}

} // namespace fairlead
