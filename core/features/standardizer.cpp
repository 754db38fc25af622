#include "core/features/standardizer.h"

#include <cmath>
#include <limits>

namespace fairlead {

namespace {

constexpr const char *kMeanName = "standardizer.mean";
constexpr const char *kScaleName = "standardizer.scale";

/// Rows that differ only by rounding of their own size count as equal.
constexpr double kRelativeSpread = 1e-6;

/// Rows of a matrix: those named, or all of them.
template <typename T>
struct Rows
{
    const Matrix<T> &matrix;
    std::span<const std::size_t> named = {};
    bool isAll = true;

    [[nodiscard]] std::size_t size() const { return isAll ? matrix.rows() : named.size(); }
    [[nodiscard]] const T *operator[](std::size_t i) const
    {
        return matrix.data() + (isAll ? i : named[i]) * matrix.cols();
    }
};

template <typename T>
std::vector<double> columnMeans(const Rows<T> &x)
{
    std::vector<double> mean(x.matrix.cols(), 0.0);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const T *row = x[i];
        for (std::size_t j = 0; j < mean.size(); ++j)
            mean[j] += static_cast<double>(row[j]);
    }
    for (double &m : mean)
        m /= static_cast<double>(x.size());
    return mean;
}

/// mean ||x - centre||^2
template <typename T>
double meanSquaredDistance(const Rows<T> &x, const std::vector<double> &centre)
{
    double total = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const T *row = x[i];
        double sum = 0;
        for (std::size_t j = 0; j < centre.size(); ++j) {
            const double difference = static_cast<double>(row[j]) - centre[j];
            sum += difference * difference;
        }
        total += sum;
    }
    return total / static_cast<double>(x.size());
}

template <typename T>
Result<Standardizer> fitRows(const Rows<T> &embeddings)
{
    if (embeddings.size() == 0 || embeddings.matrix.cols() == 0)
        return makeError(ErrorCode::BadInput, "Could not standardise the embeddings: there are none. "
                                              "Import embeddings or prompts with the log.");
    Standardizer fitted;
    fitted.mean = columnMeans(embeddings);
    fitted.scale = std::sqrt(meanSquaredDistance(embeddings, fitted.mean));
    if (!std::isfinite(fitted.scale))
        return makeError(ErrorCode::BadInput, "Could not standardise the embeddings: a value is not a finite number. "
                                              "Remove NaN and infinities from the embeddings and import again.");
    double size = 0;
    for (const double m : fitted.mean)
        size += m * m;
    if (fitted.scale <= kRelativeSpread * std::sqrt(size) || fitted.scale < std::numeric_limits<float>::min())
        return makeError(ErrorCode::BadInput, "All queries have the same embedding, so there is nothing to route by. "
                                              "Check which column holds the embedding or the prompt.");
    return fitted;
}

template <typename T>
Result<MatrixD> applyRows(const Standardizer &standardizer, const Matrix<T> &embeddings)
{
    if (auto fits = standardizer.check(embeddings.cols()); !fits)
        return fits.error();
    const std::size_t d = embeddings.cols();
    MatrixD out(embeddings.rows(), d);
    const double inverse = 1 / standardizer.scale;
    for (std::size_t i = 0; i < embeddings.rows(); ++i) {
        const T *from = embeddings.data() + i * d;
        double *to = out.data() + i * d;
        for (std::size_t j = 0; j < d; ++j)
            to[j] = (static_cast<double>(from[j]) - standardizer.mean[j]) * inverse;
    }
    return out;
}

} // namespace

Result<Standardizer> Standardizer::fit(const MatrixF &embeddings)
{
    return fitRows(Rows<float>{embeddings});
}

Result<Standardizer> Standardizer::fit(const MatrixF &embeddings, std::span<const std::size_t> rows)
{
    return fitRows(Rows<float>{embeddings, rows, false});
}

Result<Standardizer> Standardizer::fit(const MatrixD &embeddings)
{
    return fitRows(Rows<double>{embeddings});
}

Result<void> Standardizer::check(std::size_t cols) const
{
    if (cols != mean.size())
        return makeError(ErrorCode::BadInput, "The embeddings have " + std::to_string(cols) + " numbers a row, but " +
                                                  std::to_string(mean.size()) +
                                                  " were used in training. Use the same encoder for both.");
    return {};
}

Result<MatrixD> Standardizer::apply(const MatrixF &embeddings) const
{
    return applyRows(*this, embeddings);
}

Result<MatrixD> Standardizer::apply(const MatrixD &embeddings) const
{
    return applyRows(*this, embeddings);
}

void Standardizer::save(TensorBundle &bundle) const
{
    bundle.put(kMeanName, std::span<const double>(mean));
    bundle.put(kScaleName, std::span<const double>(&scale, 1));
}

Result<Standardizer> Standardizer::load(const TensorBundle &bundle)
{
    auto mean = bundle.vectorD(kMeanName);
    if (!mean)
        return mean.error();
    const auto scale = bundle.vectorD(kScaleName);
    if (!scale)
        return scale.error();
    bool valid = scale->size() == 1 && std::isfinite(scale->front()) && scale->front() > 0;
    for (const double m : *mean)
        valid = valid && std::isfinite(m);
    if (!valid)
        return makeError(ErrorCode::BadInput,
                         "The stored standardisation of the embeddings is damaged. "
                         "Train the router again.",
                         kScaleName);
    return Standardizer{std::move(*mean), scale->front()};
}

} // namespace fairlead
