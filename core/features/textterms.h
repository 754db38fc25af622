#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fairlead {

/// Terms are hashed to this many slots; two terms that share one are counted together.
inline constexpr std::size_t kTermSlots = std::size_t{1} << 20;

/// Of a prompt longer than the two together, the first and the last bytes are read; the middle is skipped.
inline constexpr std::size_t kHeadBytes = 16'000;
inline constexpr std::size_t kTailBytes = 4'000;

/// Numbers about the shape of a prompt: log(1 + bytes) of the whole prompt; of the part read log(1 + words),
/// log(1 + lines), and the shares of digits, punctuation, upper-case letters and non-ASCII bytes.
inline constexpr std::size_t kLengthFeatures = 7;
using LengthFeatures = std::array<double, kLengthFeatures>;
inline constexpr std::array<std::string_view, kLengthFeatures> kLengthFeatureNames{
    "prompt bytes (log)",      "words (log)",          "lines (log)",
    "share of digits",         "share of punctuation", "share of upper case",
    "share of non-ASCII bytes"};

/// Splits prompts into hashed terms; holds buffers, so one tokeniser belongs to one thread.
///
/// Terms are words (runs of letters, digits, '_' and any byte >= 0x80, ASCII lower-cased), pairs of neighbouring
/// words, the number of digits of a number, and 3- to 5-grams of bytes inside each run without white space, padded
/// with a space at both ends. Bytes are never decoded: invalid UTF-8 is only another spelling.
class TextTerms final
{
public:
    /// Slots of all terms of a prompt in order, repeated as often as they occur; valid until the next call.
    const std::vector<std::uint32_t> &read(std::string_view prompt);
    [[nodiscard]] const LengthFeatures &lengths() const { return m_lengths; } ///< of the prompt read last

private:
    void readPart(std::string_view part);
    void addWord(std::string_view word);
    void addGrams(std::string_view run);
    void add(std::uint64_t hash) { m_slots.push_back(static_cast<std::uint32_t>(hash % kTermSlots)); }

    struct Counts
    {
        std::size_t bytes, words, lines, digits, punctuation, upper, wide;
    };

    std::vector<std::uint32_t> m_slots;
    std::vector<char> m_lower;    ///< the part being read, lower-cased, between two spaces
    std::uint64_t m_lastWord = 0; ///< hash of the word before, 0 at the start
    Counts m_counts{};
    LengthFeatures m_lengths{};
};

} // namespace fairlead
