#pragma once

#include "core/base/matrix.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/base/tensorbundle.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

namespace fairlead {

struct TextEncoderOptions
{
    std::size_t dimensions = 256;        ///< of the SVD part; fewer where the corpus has fewer directions
    std::size_t maxFeatures = 16384;     ///< n-grams kept, by document frequency (at least 2)
    std::size_t maxFitPrompts = 20000;   ///< a seeded sample is used above this
    std::uint64_t seed = 1;
};

/// Hashed word and character n-grams with TF-IDF weights, a randomised truncated SVD (Halko, Martinsson, Tropp
/// 2011, algorithm 4.4), rows L2-normalised, plus standardised length features. Deterministic for a seed; fitted
/// on training prompts only; immutable and safe to share between threads once fitted.
class TextEncoder
{
public:
    [[nodiscard]] static Result<TextEncoder> fit(std::span<const std::string> prompts, const TextEncoderOptions &options,
                                                 std::stop_token stop, const ReportProgress &report);
    [[nodiscard]] static Result<TextEncoder> load(const TensorBundle &bundle);
    [[nodiscard]] TensorBundle save() const;

    TextEncoder(TextEncoder &&) noexcept;
    TextEncoder &operator=(TextEncoder &&) noexcept;
    ~TextEncoder();

    [[nodiscard]] std::size_t dimensions() const;          ///< columns of encode(), length features included
    /// n x dimensions(). Empty prompts encode to a zero text part.
    [[nodiscard]] Result<MatrixF> encode(std::span<const std::string> prompts, std::stop_token stop,
                                         const ReportProgress &report) const;

private:
    struct Impl;
    explicit TextEncoder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
