#include "core/experiment/scorestream.h"

#include <algorithm>

namespace fairlead {

namespace {

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

} // namespace

ScoreStream streamScores(const Router &router, const QueryBatch &queries)
{
    return {queries.embeddings->rows(), [&router, queries](std::size_t first, std::size_t last) {
                const MatrixF embeddings = rowsBetween(queries.embeddings, first, last);
                const MatrixD quality = rowsBetween(queries.trueQuality, first, last);
                const MatrixD cost = rowsBetween(queries.trueCost, first, last);
                return router.scores(
                    {&embeddings, queries.trueQuality ? &quality : nullptr, queries.trueCost ? &cost : nullptr});
            }};
}

} // namespace fairlead
