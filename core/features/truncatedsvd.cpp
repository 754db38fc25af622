#include "core/features/truncatedsvd.h"

#include "core/base/random.h"
#include "core/base/parallel.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace fairlead {

namespace {

constexpr std::size_t kOversampling = 32;
constexpr int kPowerIterations = 2;
constexpr std::size_t kRowBlock = 128;
constexpr std::size_t kColumnBlock = 32;        ///< two cache lines of floats
constexpr float kSmallestRelativeValue = 1e-4F; ///< singular values below are rounding, not directions

/// sum[j] += factor * row[j]
inline void addScaled(float *__restrict sum, const float *__restrict row, float factor, std::size_t count)
{
    for (std::size_t j = 0; j < count; ++j)
        sum[j] += factor * row[j];
}

MatrixF gaussian(std::size_t rows, std::size_t cols, std::uint64_t seed)
{
    MatrixF out(rows, cols);
    Random random(deriveSeed(seed, "randomised svd"));
    for (std::size_t i = 0; i < out.size(); ++i)
        out.data()[i] = static_cast<float>(random.normal());
    return out;
}

/// X D; every row is summed by one thread in the order of its cells.
bool times(const SparseRows &x, const MatrixF &d, MatrixF &out, const std::stop_token &stop)
{
    out = MatrixF(x.rows(), d.cols());
    return forEachBlock(x.rows(), kRowBlock, stop, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i)
            for (std::size_t k = x.start[i]; k < x.start[i + 1]; ++k)
                addScaled(out.row(i).data(), d.row(x.column[k]).data(), x.value[k], d.cols());
    });
}

/// X' D without a transposed copy: every thread walks all rows for its own columns of the result.
bool transposedTimes(const SparseRows &x, const MatrixF &d, MatrixF &out, const std::stop_token &stop)
{
    out = MatrixF(x.cols, d.cols());
    return forEachBlock(d.cols(), kColumnBlock, stop,
                        [&](std::size_t first, std::size_t last) {
                            for (std::size_t i = 0; i < x.rows(); ++i) {
                                if (i % kRowBlock == 0 && stop.stop_requested())
                                    return;
                                for (std::size_t k = x.start[i]; k < x.start[i + 1]; ++k)
                                    addScaled(out.row(x.column[k]).data() + first, d.row(i).data() + first, x.value[k],
                                              last - first);
                            }
                        }) &&
           !stop.stop_requested();
}

at::Tensor view(MatrixF &matrix)
{
    return at::from_blob(matrix.data(),
                         {static_cast<std::int64_t>(matrix.rows()), static_cast<std::int64_t>(matrix.cols())},
                         at::kFloat);
}

void copyInto(const at::Tensor &tensor, MatrixF &out)
{
    out = MatrixF(static_cast<std::size_t>(tensor.size(0)), static_cast<std::size_t>(tensor.size(1)));
    view(out).copy_(tensor);
}

/// Replaces the columns by an orthonormal basis of their span.
void orthonormalise(MatrixF &matrix)
{
    copyInto(std::get<0>(at::linalg_qr(view(matrix), "reduced")), matrix);
}

/// Directions and their order from Z = X'Q: Z = Qz R, R = U S V', directions Qz U.
MatrixF directionsOf(MatrixF &z, std::size_t wanted)
{
    const auto [basis, r] = at::linalg_qr(view(z), "reduced");
    const auto svd = at::linalg_svd(r, false);
    const at::Tensor values = std::get<1>(svd).contiguous();
    const float *s = values.data_ptr<float>();
    std::size_t count = 0;
    while (count < std::min(wanted, static_cast<std::size_t>(values.size(0))) &&
           s[count] > kSmallestRelativeValue * s[0])
        ++count;
    MatrixF out;
    copyInto(at::matmul(basis, std::get<0>(svd).slice(1, 0, static_cast<std::int64_t>(count))), out);
    return out;
}

void fixSigns(MatrixF &vectors)
{
    for (std::size_t j = 0; j < vectors.cols(); ++j) {
        float largest = 0;
        for (std::size_t i = 0; i < vectors.rows(); ++i)
            if (std::abs(vectors(i, j)) > std::abs(largest))
                largest = vectors(i, j);
        for (std::size_t i = 0; largest < 0 && i < vectors.rows(); ++i)
            vectors(i, j) = -vectors(i, j);
    }
}

} // namespace

Result<MatrixF> rightSingularVectors(const SparseRows &matrix, std::size_t wanted, std::uint64_t seed,
                                     std::stop_token stop, const ReportProgress &report)
try {
    const std::size_t width = std::min({wanted + kOversampling, matrix.rows(), matrix.cols});
    if (wanted == 0 || width == 0 || matrix.value.empty())
        return MatrixF(matrix.cols, 0);
    constexpr int kSteps = 2 * kPowerIterations + 2;
    int step = 0;
    const auto advance = [&] {
        ++step;
        if (report)
            report({"Reducing the prompts to directions", double(step), kSteps, "passes"});
        return !stop.stop_requested();
    };
    const Error cancelled = makeError(ErrorCode::Cancelled, "Stopped before the text encoder was fitted.");

    MatrixF left, right = gaussian(matrix.cols, width, seed);
    for (int power = 0; power <= kPowerIterations; ++power) {
        if (!times(matrix, right, left, stop))
            return cancelled;
        orthonormalise(left);
        if (!advance() || !transposedTimes(matrix, left, right, stop))
            return cancelled;
        if (power < kPowerIterations)
            orthonormalise(right);
        if (!advance())
            return cancelled;
    }
    MatrixF directions = directionsOf(right, wanted);
    fixSigns(directions);
    return directions;
} catch (const std::exception &failure) {
    return makeError(ErrorCode::Internal,
                     "Could not reduce the prompts to directions: the linear algebra failed. "
                     "Reduce the number of prompts or dimensions.",
                     failure.what());
}

} // namespace fairlead
