#include "core/features/textterms.h"

#include "core/base/hash.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

enum HashSeed : std::uint64_t
{
    kWordSeed = 1,
    kPairSeed = 2,
    kDigitsSeed = 3,
    kGramSeed = 4
};

constexpr std::size_t kShortestGram = 3;
constexpr std::size_t kLongestGram = 5;

/// What a byte is to us; a table because every byte of every prompt is looked up.
enum ByteClass : std::uint8_t
{
    kSpace = 1,
    kDigit = 2,
    kUpper = 4,
    kWide = 8,
    kWord = 16,
    kPunctuation = 32
};

constexpr std::uint8_t classOf(unsigned byte)
{
    if (byte >= 0x80)
        return kWide | kWord;
    if (byte <= ' ' || byte == 0x7F)
        return kSpace;
    if (byte >= '0' && byte <= '9')
        return kDigit | kWord;
    if (byte >= 'A' && byte <= 'Z')
        return kUpper | kWord;
    if ((byte >= 'a' && byte <= 'z') || byte == '_')
        return kWord;
    return kPunctuation;
}

constexpr std::array<std::uint8_t, 256> makeClasses()
{
    std::array<std::uint8_t, 256> classes{};
    for (unsigned byte = 0; byte < 256; ++byte)
        classes[byte] = classOf(byte);
    return classes;
}

constexpr std::array<std::uint8_t, 256> kClasses = makeClasses();

bool is(char byte, std::uint8_t mask)
{
    return kClasses[static_cast<unsigned char>(byte)] & mask;
}

/// The end of the run of bytes from `from` on that are (or are not) in the class.
std::size_t runEnd(const std::vector<char> &text, std::size_t from, std::uint8_t mask, bool inClass)
{
    while (from < text.size() && is(text[from], mask) == inClass)
        ++from;
    return from;
}

} // namespace

const std::vector<std::uint32_t> &TextTerms::read(std::string_view prompt)
{
    m_slots.clear();
    m_counts = {};
    m_lastWord = 0;
    if (prompt.size() <= kHeadBytes + kTailBytes) {
        readPart(prompt);
    } else {
        readPart(prompt.substr(0, kHeadBytes));
        m_lastWord = 0;
        readPart(prompt.substr(prompt.size() - kTailBytes));
    }
    const double bytes = static_cast<double>(std::max<std::size_t>(m_counts.bytes, 1));
    const auto logOf = [](std::size_t count) { return std::log1p(static_cast<double>(count)); };
    const auto share = [bytes](std::size_t count) { return static_cast<double>(count) / bytes; };
    m_lengths = {logOf(prompt.size()),        logOf(m_counts.words), logOf(m_counts.lines), share(m_counts.digits),
                 share(m_counts.punctuation), share(m_counts.upper), share(m_counts.wide)};
    return m_slots;
}

void TextTerms::readPart(std::string_view part)
{
    m_lower.assign(part.size() + 2, ' ');
    m_counts.bytes += part.size();
    for (std::size_t i = 0; i < part.size(); ++i) {
        const char byte = part[i];
        m_counts.lines += byte == '\n';
        m_counts.digits += is(byte, kDigit);
        m_counts.punctuation += is(byte, kPunctuation);
        m_counts.upper += is(byte, kUpper);
        m_counts.wide += is(byte, kWide);
        if (!is(byte, kSpace))
            m_lower[i + 1] = is(byte, kUpper) ? static_cast<char>(byte + ('a' - 'A')) : byte;
    }
    const std::string_view text(m_lower.data(), m_lower.size());
    for (std::size_t first = 0; (first = runEnd(m_lower, first, kWord, false)) < text.size();) {
        const std::size_t last = runEnd(m_lower, first, kWord, true);
        addWord(text.substr(first, last - first));
        first = last;
    }
    for (std::size_t first = 0; (first = runEnd(m_lower, first, kSpace, true)) < text.size();) {
        const std::size_t last = runEnd(m_lower, first, kSpace, false);
        addGrams(text.substr(first - 1, last - first + 2));
        first = last;
    }
}

void TextTerms::addWord(std::string_view word)
{
    const std::uint64_t hash = hashText(word, kWordSeed);
    add(hash);
    if (m_lastWord) {
        const std::uint64_t pair[] = {m_lastWord, hash};
        add(hashBytes(pair, sizeof pair, kPairSeed));
    }
    if (std::all_of(word.begin(), word.end(), [](char byte) { return is(byte, kDigit); })) {
        const std::uint64_t digits = std::min<std::uint64_t>(word.size(), 20);
        add(hashBytes(&digits, sizeof digits, kDigitsSeed));
    }
    m_lastWord = hash;
    ++m_counts.words;
}

void TextTerms::addGrams(std::string_view run)
{
    for (std::size_t n = kShortestGram; n <= kLongestGram && n <= run.size(); ++n)
        for (std::size_t first = 0; first + n <= run.size(); ++first)
            add(hashText(run.substr(first, n), kGramSeed));
}

} // namespace fairlead
