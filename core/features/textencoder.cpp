#include "core/features/textencoder.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/vectorclones.h"
#include "core/features/tfidf.h"
#include "core/features/truncatedsvd.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead {

namespace {

constexpr std::size_t kPromptBlock = 64;
constexpr std::size_t kMaxFitBytes = std::size_t{16} << 20;
constexpr double kLengthWeight = 0.15;
constexpr double kLengthLimit = 3;
constexpr const char *kFormat = "fairlead-text-encoder-1";

Error cancelled(const char *what)
{
    return makeError(ErrorCode::Cancelled, std::string("Stopped before the ") + what + ".");
}

Error damaged(const std::string &detail)
{
    return makeError(ErrorCode::BadInput,
                     "The stored text encoder is damaged or of another version. Make the embeddings again.", detail);
}

/// All prompts, or a seeded sample of them in their own order when there are too many or too much text.
std::vector<std::string_view> samplePrompts(std::span<const std::string> prompts, const TextEncoderOptions &options)
{
    std::vector<std::size_t> order(prompts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(deriveSeed(options.seed, "text sample")).shuffle(std::span(order));
    std::size_t count = 0, bytes = 0;
    while (count < order.size() && (count == 0 || (count < options.maxFitPrompts && bytes < kMaxFitBytes)))
        bytes += std::min(prompts[order[count++]].size(), kHeadBytes + kTailBytes);
    order.resize(count);
    std::sort(order.begin(), order.end());
    std::vector<std::string_view> sample;
    for (const std::size_t i : order)
        sample.emplace_back(prompts[i]);
    return sample;
}

/// Mean and standard deviation of each length feature; 1 where all prompts agree.
struct LengthScale
{
    std::vector<double> mean = std::vector<double>(kLengthFeatures, 0.0);
    std::vector<double> deviation = std::vector<double>(kLengthFeatures, 1.0);

    void fit(const std::vector<LengthFeatures> &rows)
    {
        const double n = static_cast<double>(rows.size());
        for (std::size_t j = 0; j < kLengthFeatures; ++j) {
            for (const LengthFeatures &row : rows)
                mean[j] += row[j] / n;
            double squares = 0;
            for (const LengthFeatures &row : rows)
                squares += (row[j] - mean[j]) * (row[j] - mean[j]) / n;
            deviation[j] = squares > 1e-12 ? std::sqrt(squares) : 1;
        }
    }

    void apply(const LengthFeatures &lengths, float *out) const
    {
        for (std::size_t j = 0; j < kLengthFeatures; ++j) {
            const double z = (lengths[j] - mean[j]) / deviation[j];
            out[j] = static_cast<float>(kLengthWeight * std::clamp(z, -kLengthLimit, kLengthLimit));
        }
    }
};

/// The corpus as TF-IDF rows with its length features.
struct Corpus
{
    SparseRows rows;
    std::vector<LengthFeatures> lengths;
};

/// Rows of one block of prompts, joined to the corpus in order afterwards.
struct CorpusBlock
{
    std::vector<std::size_t> sizes;
    std::vector<std::uint32_t> column;
    std::vector<float> value;
};

std::optional<Corpus> readCorpus(std::span<const std::string_view> prompts, const Vocabulary &vocabulary,
                                 const std::stop_token &stop, const std::function<void(std::size_t)> &done)
{
    Corpus corpus;
    corpus.lengths.resize(prompts.size());
    std::vector<CorpusBlock> blocks((prompts.size() + kPromptBlock - 1) / kPromptBlock);
    const auto readBlock = [&](std::size_t first, std::size_t last) {
        TfidfReader reader(vocabulary);
        CorpusBlock &block = blocks[first / kPromptBlock];
        for (std::size_t i = first; i < last && !stop.stop_requested(); ++i) {
            reader.read(prompts[i]);
            corpus.lengths[i] = reader.lengths();
            block.sizes.push_back(reader.features().size());
            block.column.insert(block.column.end(), reader.features().begin(), reader.features().end());
            block.value.insert(block.value.end(), reader.weights().begin(), reader.weights().end());
        }
    };
    if (!forEachBlock(prompts.size(), kPromptBlock, stop, readBlock, done) || stop.stop_requested())
        return std::nullopt;
    corpus.rows.cols = vocabulary.slots.size();
    for (CorpusBlock &block : blocks) {
        for (const std::size_t size : block.sizes)
            corpus.rows.start.push_back(corpus.rows.start.back() + size);
        corpus.rows.column.insert(corpus.rows.column.end(), block.column.begin(), block.column.end());
        corpus.rows.value.insert(corpus.rows.value.end(), block.value.begin(), block.value.end());
        block = {};
    }
    return corpus;
}

/// out += weight direction. A function of its own: in the loop over terms GCC works on two terms at a time and no
/// longer on vectors of numbers.
FAIRLEAD_VECTOR_CLONES void addScaled(const float *__restrict direction, float weight, std::size_t count,
                                      float *__restrict out)
{
    for (std::size_t j = 0; j < count; ++j)
        out[j] += weight * direction[j];
}

/// out += sum_k weights[k] directions[features[k]], then length 1
void projectRow(const TfidfReader &reader, const MatrixF &directions, float *__restrict out)
{
    const std::size_t d = directions.cols();
    for (std::size_t k = 0; k < reader.features().size(); ++k)
        addScaled(directions.data() + reader.features()[k] * d, reader.weights()[k], d, out);
    double squares = 0;
    for (std::size_t j = 0; j < d; ++j)
        squares += static_cast<double>(out[j]) * out[j];
    const float scale = squares > 1e-24 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
    for (std::size_t j = 0; j < d; ++j)
        out[j] *= scale;
}

std::function<void(std::size_t)> reportAs(const ReportProgress &report, const char *stage, std::size_t total)
{
    return [report, stage, total](std::size_t finished) {
        if (report)
            report({stage, static_cast<double>(finished), static_cast<double>(total), "prompts"});
    };
}

} // namespace

struct TextEncoder::Impl
{
    Vocabulary vocabulary;
    MatrixF directions; ///< features x dimensions, orthonormal columns
    LengthScale lengthScale;
};

TextEncoder::TextEncoder(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{}
TextEncoder::TextEncoder(TextEncoder &&) noexcept = default;
TextEncoder &TextEncoder::operator=(TextEncoder &&) noexcept = default;
TextEncoder::~TextEncoder() = default;

Result<TextEncoder> TextEncoder::fit(std::span<const std::string> prompts, const TextEncoderOptions &options,
                                     std::stop_token stop, const ReportProgress &report)
try {
    if (prompts.empty())
        return makeError(ErrorCode::BadInput, "Could not fit the text encoder: there are no prompts. "
                                              "Import a log with a prompt column, or with embeddings.");
    const ReportProgress throttledReport = throttled(report);
    const auto sample = samplePrompts(prompts, options);
    auto impl = std::make_unique<Impl>();
    auto vocabulary = chooseTerms(sample, options.maxFeatures, stop,
                                  reportAs(throttledReport, "Counting the terms of the prompts", sample.size()));
    if (!vocabulary)
        return cancelled("text encoder was fitted");
    impl->vocabulary = std::move(*vocabulary);
    const auto corpus = readCorpus(sample, impl->vocabulary, stop,
                                   reportAs(throttledReport, "Weighing the terms of the prompts", sample.size()));
    if (!corpus)
        return cancelled("text encoder was fitted");
    impl->lengthScale.fit(corpus->lengths);
    auto directions = rightSingularVectors(corpus->rows, options.dimensions, options.seed, stop, throttledReport);
    if (!directions)
        return directions.error();
    impl->directions = std::move(*directions);
    return TextEncoder(std::move(impl));
} catch (const std::exception &failure) {
    return makeError(ErrorCode::Internal, "Could not fit the text encoder. Try again with fewer prompts.",
                     failure.what());
}

std::size_t TextEncoder::dimensions() const
{
    return m_impl->directions.cols() + kLengthFeatures;
}

Result<MatrixF> TextEncoder::encode(std::span<const std::string> prompts, std::stop_token stop,
                                    const ReportProgress &report) const
try {
    MatrixF out(prompts.size(), dimensions());
    const auto encodeBlock = [&](std::size_t first, std::size_t last) {
        TfidfReader reader(m_impl->vocabulary);
        for (std::size_t i = first; i < last && !stop.stop_requested(); ++i) {
            reader.read(prompts[i]);
            projectRow(reader, m_impl->directions, out.row(i).data());
            m_impl->lengthScale.apply(reader.lengths(), out.row(i).data() + m_impl->directions.cols());
        }
    };
    const auto done = reportAs(throttled(report), "Encoding prompts", prompts.size());
    if (!forEachBlock(prompts.size(), kPromptBlock, stop, encodeBlock, done) || stop.stop_requested())
        return cancelled("prompts were encoded");
    return out;
} catch (const std::exception &failure) {
    return makeError(ErrorCode::Internal, "Could not encode the prompts. Try again with fewer prompts.",
                     failure.what());
}

TensorBundle TextEncoder::save() const
{
    TensorBundle bundle;
    bundle.metadata["format"] = kFormat;
    bundle.put("lengths.mean", std::span<const double>(m_impl->lengthScale.mean));
    bundle.put("lengths.deviation", std::span<const double>(m_impl->lengthScale.deviation));
    if (m_impl->directions.cols() == 0)
        return bundle;
    bundle.put("terms.slots", std::span<const std::int64_t>(m_impl->vocabulary.slots));
    bundle.put("terms.idf", std::span<const float>(m_impl->vocabulary.idf));
    bundle.put("directions", m_impl->directions);
    return bundle;
}

Result<TextEncoder> TextEncoder::load(const TensorBundle &bundle)
{
    const auto format = bundle.metadata.find("format");
    if (format == bundle.metadata.end() || format->second != kFormat)
        return damaged("format");
    auto impl = std::make_unique<Impl>();
    auto mean = bundle.vectorD("lengths.mean");
    auto deviation = bundle.vectorD("lengths.deviation");
    if (!mean || !deviation || mean->size() != kLengthFeatures || deviation->size() != kLengthFeatures ||
        !std::all_of(deviation->begin(), deviation->end(), [](double s) { return s > 0; }))
        return damaged("lengths");
    impl->lengthScale = {std::move(*mean), std::move(*deviation)};
    if (bundle.has("directions")) {
        auto slots = bundle.vectorI("terms.slots");
        auto idf = bundle.vectorF("terms.idf");
        auto directions = bundle.matrixF("directions");
        if (!slots || !idf || !directions || idf->size() != slots->size() || directions->rows() != slots->size())
            return damaged("terms");
        impl->vocabulary.slots = std::move(*slots);
        impl->vocabulary.idf = std::move(*idf);
        impl->directions = std::move(*directions);
    }
    if (!impl->vocabulary.index())
        return damaged("terms.slots");
    return TextEncoder(std::move(impl));
}

} // namespace fairlead
