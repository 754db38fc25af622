#pragma once

#include "core/features/textterms.h"
#include "core/features/truncatedsvd.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// The terms a corpus is described by, with their smoothed inverse document frequencies ln((1 + n) / (1 + df)) + 1.
struct Vocabulary
{
    std::vector<std::int64_t> slots; ///< hash slot of every feature, ascending
    std::vector<float> idf;
    std::vector<std::int32_t> featureOf; ///< slot -> feature, or -1; derived, see index()

    /// Fills featureOf; false when slots repeat or are out of range.
    [[nodiscard]] bool index();
};

/// Keeps the terms found in at least two prompts, the most frequent first. From 50 prompts on, terms of more than 98%
/// of them are left out: a shared prefix would crowd out what differs. Nothing when stopped.
[[nodiscard]] std::optional<Vocabulary> chooseTerms(std::span<const std::string_view> prompts, std::size_t maxFeatures,
                                                    const std::stop_token &stop,
                                                    const std::function<void(std::size_t)> &done);

/// Turns prompts into TF-IDF rows with sublinear counts, (1 + ln tf) idf, of length 1. One reader, one thread.
class TfidfReader final
{
public:
    explicit TfidfReader(const Vocabulary &vocabulary);

    /// Reads a prompt; the row is then in features() and weights(), empty where no term is known.
    void read(std::string_view prompt);
    [[nodiscard]] const std::vector<std::uint32_t> &features() const { return m_features; }
    [[nodiscard]] const std::vector<float> &weights() const { return m_weights; }
    [[nodiscard]] const LengthFeatures &lengths() const { return m_terms.lengths(); }

private:
    const Vocabulary &m_vocabulary;
    TextTerms m_terms;
    std::vector<std::uint32_t> m_counts;   ///< one a feature; zero between prompts
    std::vector<std::uint32_t> m_features; ///< in order of first appearance
    std::vector<float> m_weights;
};

} // namespace fairlead
