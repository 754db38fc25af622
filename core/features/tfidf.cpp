#include "core/features/tfidf.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace fairlead {

namespace {

constexpr std::size_t kPromptBlock = 32;
constexpr std::uint32_t kLeastPrompts = 2;
constexpr std::size_t kPromptsForUpperLimit = 50;
constexpr double kLargestShare = 0.98;

/// Number of prompts a slot occurs in. Counted with relaxed atomics: sums of ones do not depend on the order.
std::optional<std::vector<std::atomic<std::uint32_t>>> documentFrequencies(std::span<const std::string_view> prompts,
                                                                           const std::stop_token &stop,
                                                                           const std::function<void(std::size_t)> &done)
{
    std::vector<std::atomic<std::uint32_t>> frequency(kTermSlots);
    const auto countBlock = [&](std::size_t first, std::size_t last) {
        TextTerms terms;
        std::vector<std::uint32_t> slots;
        for (std::size_t i = first; i < last && !stop.stop_requested(); ++i) {
            slots = terms.read(prompts[i]);
            std::sort(slots.begin(), slots.end());
            slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
            for (const std::uint32_t slot : slots)
                frequency[slot].fetch_add(1, std::memory_order_relaxed);
        }
    };
    if (!forEachBlock(prompts.size(), kPromptBlock, stop, countBlock, done) || stop.stop_requested())
        return std::nullopt;
    return frequency;
}

} // namespace

bool Vocabulary::index()
{
    featureOf.assign(kTermSlots, -1);
    for (std::size_t f = 0; f < slots.size(); ++f) {
        const auto slot = static_cast<std::size_t>(slots[f]);
        if (slots[f] < 0 || slot >= kTermSlots || featureOf[slot] >= 0)
            return false;
        featureOf[slot] = static_cast<std::int32_t>(f);
    }
    return true;
}

std::optional<Vocabulary> chooseTerms(std::span<const std::string_view> prompts, std::size_t maxFeatures,
                                      const std::stop_token &stop, const std::function<void(std::size_t)> &done)
{
    const auto frequency = documentFrequencies(prompts, stop, done);
    if (!frequency)
        return std::nullopt;
    const double n = static_cast<double>(prompts.size());
    const double most = prompts.size() < kPromptsForUpperLimit ? n : kLargestShare * n;
    Vocabulary vocabulary;
    for (std::size_t slot = 0; slot < kTermSlots; ++slot)
        if ((*frequency)[slot] >= kLeastPrompts && (*frequency)[slot] <= most)
            vocabulary.slots.push_back(static_cast<std::int64_t>(slot));
    if (vocabulary.slots.size() > maxFeatures) {
        std::stable_sort(vocabulary.slots.begin(), vocabulary.slots.end(), [&](std::int64_t a, std::int64_t b) {
            return (*frequency)[static_cast<std::size_t>(a)] > (*frequency)[static_cast<std::size_t>(b)];
        });
        vocabulary.slots.resize(maxFeatures);
        std::sort(vocabulary.slots.begin(), vocabulary.slots.end());
    }
    for (const std::int64_t slot : vocabulary.slots)
        vocabulary.idf.push_back(
            static_cast<float>(std::log((1 + n) / (1.0 + (*frequency)[static_cast<std::size_t>(slot)])) + 1));
    (void)vocabulary.index();
    return vocabulary;
}

TfidfReader::TfidfReader(const Vocabulary &vocabulary)
    : m_vocabulary(vocabulary)
    , m_counts(vocabulary.slots.size(), 0)
{}

void TfidfReader::read(std::string_view prompt)
{
    m_features.clear();
    m_weights.clear();
    for (const std::uint32_t slot : m_terms.read(prompt)) {
        const std::int32_t feature = m_vocabulary.featureOf[slot];
        if (feature >= 0 && m_counts[static_cast<std::size_t>(feature)]++ == 0)
            m_features.push_back(static_cast<std::uint32_t>(feature));
    }
    double squares = 0;
    for (const std::uint32_t feature : m_features) {
        const float weight = (1 + std::log(static_cast<float>(m_counts[feature]))) * m_vocabulary.idf[feature];
        m_counts[feature] = 0;
        m_weights.push_back(weight);
        squares += static_cast<double>(weight) * weight;
    }
    const float scale = squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
    for (float &weight : m_weights)
        weight *= scale;
}

} // namespace fairlead
