#include "datasets/demoprompts.h"

#include "datasets/demotemplates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace fairlead::demo {

namespace {

constexpr std::array<std::string_view, 6> kOpeners = {"Hi. ",          "Hello! ",    "Quick question. ",
                                                      "Please help. ", "Hi there! ", "One more. "};
constexpr std::array<std::string_view, 6> kClosers = {
    "Thanks!", "Thank you.", "Thanks in advance.", "It is a bit urgent.", "Cheers", "(no rush)"};
constexpr double kOpenerShare = 0.15;
constexpr double kCloserShare = 0.2;
constexpr double kHiddenSpread = 0.06; ///< standard deviation of what a prompt does not show

std::string_view anyOf(std::span<const std::string_view> words, Random &random)
{
    return words[random.below(words.size())];
}

std::size_t pickFamily(Random &random)
{
    std::vector<double> shares;
    for (const TaskFamily &family : taskFamilies())
        shares.push_back(family.share);
    return random.pick(shares);
}

const Template &pickTemplate(const TaskFamily &family, double level, Random &random)
{
    std::vector<double> weights;
    for (const Template &candidate : family.templates)
        weights.push_back(std::exp(-std::abs(candidate.base - level) / 0.12));
    return family.templates[random.pick(weights)];
}

/// One digit at level 0, up to five at level 1.
std::string number(double level, Random &random)
{
    const double magnitude = 0.6 + 3.6 * level + 0.8 * random.uniform();
    return std::to_string(2 + static_cast<std::uint64_t>(std::pow(10.0, magnitude)) * (90 + random.below(110)) / 100 +
                          random.below(8));
}

/// Fills slots as they come; sentences of a passage are filled by the same rules.
class Filler
{
public:
    Filler(double level, Random &random)
        : m_level(level)
        , m_random(random)
    {}

    std::string fill(std::string_view text)
    {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t open = text.find('{', at);
            const std::size_t close = open == text.npos ? text.npos : text.find('}', open);
            out += text.substr(at, open == text.npos ? text.npos : open - at);
            if (close == text.npos)
                return out;
            out += word(text.substr(open + 1, close - open - 1));
            at = close + 1;
        }
        return out;
    }

private:
    std::string word(std::string_view slot)
    {
        if (slot == "n")
            return number(m_level, m_random);
        if (slot == "p")
            return std::to_string(11 + m_random.below(79));
        if (slot == "q")
            return std::to_string(3 + m_random.below(6));
        if (slot == "passage")
            return passage();
        return std::string(anyOf(slotWords(slot), m_random));
    }

    std::string passage()
    {
        const std::size_t count = 2 + static_cast<std::size_t>(10 * m_level + 3 * m_random.uniform());
        std::vector<std::string_view> sentences(passageSentences().begin(), passageSentences().end());
        m_random.shuffle(std::span(sentences));
        std::string text;
        for (std::size_t i = 0; i < std::min(count, sentences.size()); ++i)
            text += (i == 0 ? "" : " ") + fill(sentences[i]);
        return text;
    }

    double m_level;
    Random &m_random;
};

} // namespace

DemoPrompt composePrompt(Random &random)
{
    DemoPrompt prompt;
    prompt.family = pickFamily(random);
    const TaskFamily &family = taskFamilies()[prompt.family];
    const double level = std::pow(random.uniform(), 1.2);
    const Template &chosen = pickTemplate(family, level, random);
    Filler filler(level, random);

    if (random.uniform() < kOpenerShare)
        prompt.text += anyOf(kOpeners, random);
    prompt.text += filler.fill(chosen.text);
    std::vector<std::string_view> demands = family.complications;
    random.shuffle(std::span(demands));
    const auto wanted = static_cast<std::size_t>(3 * level * random.uniform() + 0.5 * random.uniform() + 0.2 * level);
    const std::size_t added = std::min(wanted, demands.size());
    const bool quotes = chosen.text.ends_with("{passage}") || chosen.text.ends_with("```");
    std::string_view separator = quotes ? "\n\n" : " ";
    for (std::size_t i = 0; i < added; ++i) {
        prompt.text.append(separator).append(filler.fill(demands[i]));
        separator = " ";
    }
    if (random.uniform() < kCloserShare)
        prompt.text.append(separator).append(anyOf(kClosers, random));

    prompt.visibleDifficulty =
        std::clamp(0.6 * chosen.base + 0.3 * level + 0.08 * static_cast<double>(added), 0.0, 1.0);
    prompt.difficulty = std::clamp(prompt.visibleDifficulty + kHiddenSpread * random.normal(), 0.0, 1.0);
    return prompt;
}

} // namespace fairlead::demo
