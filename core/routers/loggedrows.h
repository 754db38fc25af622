#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace fairlead {

/// Rows as similar as the k-th nearest all count, so that duplicates cannot make an answer depend on their order.
inline constexpr double kSimilarityTie = 1e-12;

/// Logged rows to be found by cosine similarity, grouped by model: model t's are [first[t], first[t + 1]).
struct LoggedRows
{
    MatrixD unitRows;                ///< n x d, unit length, float32 values so that saving loses nothing
    std::vector<std::int64_t> first; ///< m + 1
    std::vector<double> quality;
    std::vector<double> cost;        ///< engine unit
    std::vector<std::size_t> source; ///< position of each row in what it was grouped from; not saved

    /// @param z n x d, standardised
    [[nodiscard]] static LoggedRows group(const MatrixF &z, std::span<const std::int32_t> model,
                                          std::span<const double> quality, std::span<const double> cost,
                                          std::size_t models);

    [[nodiscard]] std::size_t size() const { return unitRows.rows(); }
    [[nodiscard]] std::size_t models() const { return first.size() - 1; }
    [[nodiscard]] std::int32_t modelOf(std::size_t row) const;

    void save(TensorBundle &bundle, const std::string &prefix) const; ///< tensors "PREFIX.rows", ".first", ...
    /// Anything that does not fit d features and m models is BadInput.
    [[nodiscard]] static Result<LoggedRows> load(const TensorBundle &bundle, const std::string &prefix, std::size_t d,
                                                 std::size_t models);
};

void scaleToUnitLength(MatrixD &rows);

/// Calls body(i, similarity) for every row of z in order: its cosine similarity to each logged row.
void forEachSimilarity(const LoggedRows &logged, MatrixD z,
                       const std::function<void(std::size_t row, std::span<const double> similarity)> &body);

} // namespace fairlead
