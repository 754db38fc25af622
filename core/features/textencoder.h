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
    std::size_t maxFeatures = 16384;     ///< terms kept, by document frequency (at least 2)
    std::size_t maxFitPrompts = 20000;   ///< a seeded sample is used above this, or above 16 MiB of text
    std::uint64_t seed = 1;
};

/// Hashed word and character n-grams with TF-IDF weights, a randomised truncated SVD (Halko, Martinsson, Tropp
/// 2011, algorithm 4.4), rows L2-normalised, plus standardised length features. Deterministic for a seed; fitted
/// on training prompts only; immutable and safe to share between threads once fitted.
///
/// The text part of a row has length 1 (0 for a prompt without a known term). The seven length features (see
/// LengthFeatures) follow, standardised over the training prompts, cut at +-3 and multiplied by 0.15: together they
/// carry a variance of at most 7 * 0.0225, about a sixth of the text part's. Of a prompt above 20,000 bytes the first
/// 16,000 and the last 4,000 are read; all but its length in bytes comes from these. Any bytes may be given:
/// nothing is decoded, so invalid UTF-8 is only unusual text.
class TextEncoder
{
public:
    /// No prompts at all are BadInput; too few to learn terms from (no term in two of them) leave the length features
    /// alone. A stop is Cancelled; it waits for at most one matrix factorisation.
    [[nodiscard]] static Result<TextEncoder> fit(std::span<const std::string> prompts, const TextEncoderOptions &options,
                                                 std::stop_token stop, const ReportProgress &report);
    [[nodiscard]] static Result<TextEncoder> load(const TensorBundle &bundle);
    [[nodiscard]] TensorBundle save() const;

    TextEncoder(TextEncoder &&) noexcept;
    TextEncoder &operator=(TextEncoder &&) noexcept;
    ~TextEncoder();

    [[nodiscard]] std::size_t dimensions() const;          ///< columns of encode(), length features included
    /// n x dimensions(). Empty prompts encode to a zero text part. The same bits for any number of cores.
    [[nodiscard]] Result<MatrixF> encode(std::span<const std::string> prompts, std::stop_token stop,
                                         const ReportProgress &report) const;

private:
    struct Impl;
    explicit TextEncoder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
