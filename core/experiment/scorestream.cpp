#include "core/experiment/scorestream.h"

#include <algorithm>
#include <functional>

namespace fairlead {

namespace {

constexpr std::size_t kBlockRows = 2048;

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
    return {rows, [&router, queries, embeddingsOf = std::move(embeddingsOf)](std::size_t first, std::size_t last) {
                const MatrixF embeddings = embeddingsOf(first, last);
                const MatrixD quality = rowsBetween(queries.trueQuality, first, last);
                const MatrixD cost = rowsBetween(queries.trueCost, first, last);
                return router.scores(
                    {&embeddings, queries.trueQuality ? &quality : nullptr, queries.trueCost ? &cost : nullptr});
            }};
}

} // namespace

ScoreStream streamScores(const Router &router, const QueryBatch &queries)
{
    return stream(router, queries, queries.embeddings->rows(),
                  [all = queries.embeddings](std::size_t first, std::size_t last) {
                      return rowsBetween(all, first, last);
                  });
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
    MatrixD all(stream.rows, router.knots().size() * router.models());
    for (std::size_t first = 0; first < stream.rows; first += kBlockRows) {
        const auto block = stream.block(first, std::min(stream.rows, first + kBlockRows));
        if (!block)
            return block.error();
        std::copy_n(block->data(), block->size(), all.row(first).data());
    }
    return all;
}

} // namespace fairlead
