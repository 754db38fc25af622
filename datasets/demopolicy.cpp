#include "datasets/demopolicy.h"

#include "datasets/demomodels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace fairlead::demo {

namespace {

/// What the team is used to. Rows as in demoModels(), columns as in taskFamilies(): chat, extraction, code, maths,
/// translation, summary, legal and medical, writing.
constexpr std::array<std::array<double, kFamilies>, 8> kHabits = {{
    {0.6, 0.1, -0.8, -0.6, -0.3, 0.1, -1.0, -0.4},  // tamber-nano
    {0.9, 0.5, -0.3, 0.0, 0.2, 0.5, -0.5, 0.1},     // tamber-small
    {0.2, 0.3, 0.2, 0.4, 0.0, 0.3, 0.1, 0.1},       // orlin-medium
    {-0.5, -0.2, 0.6, 0.0, -0.5, -0.4, -0.5, -0.5}, // orlin-code
    {0.2, 0.6, 0.3, 0.3, 0.5, 0.4, 0.3, 0.4},       // kavelo-large
    {0.0, 0.0, 0.7, 0.5, 0.3, 0.1, 0.3, 0.5},       // kavelo-pro
    {0.3, 0.5, 0.6, 0.2, 0.8, 0.6, 1.0, 0.8},       // belmar-classic: "the one we have always used"
    {-0.8, -0.6, -0.1, 0.1, -0.3, -0.4, 0.6, 0.0},  // sorven-deep
}};

constexpr double kPriceWeight = 0.55;

/// How hard a prompt looks to a rule of thumb, about -1..1: demands and wording first, sheer length second.
double looks(const DemoPrompt &prompt)
{
    const double length = (std::log(static_cast<double>(prompt.text.size())) - std::log(200.0)) / std::log(5.0);
    return 0.7 * (2 * prompt.visibleDifficulty - 0.8) + 0.3 * std::clamp(length, -1.0, 1.0);
}

/// Logarithms of the output prices, standardised over the models.
std::vector<double> dearness()
{
    std::vector<double> values;
    double mean = 0, squares = 0;
    for (const DemoModel &model : demoModels())
        values.push_back(std::log(model.outputPrice));
    const double count = static_cast<double>(values.size());
    for (const double value : values)
        mean += value / count;
    for (const double value : values)
        squares += (value - mean) * (value - mean) / count;
    for (double &value : values)
        value = (value - mean) / std::sqrt(squares);
    return values;
}

} // namespace

std::vector<double> loggingPropensities(const DemoPrompt &prompt, double bias, double floor)
{
    static const std::vector<double> dear = dearness();
    const double look = looks(prompt);
    std::vector<double> propensities;
    double total = 0;
    for (std::size_t t = 0; t < kHabits.size(); ++t) {
        const double score = kHabits[t][prompt.family] + kPriceWeight * look * dear[t];
        propensities.push_back(std::exp(bias * score));
        total += propensities.back();
    }
    const double share = floor / static_cast<double>(propensities.size());
    for (double &propensity : propensities)
        propensity = (1 - floor) * propensity / total + share;
    return propensities;
}

} // namespace fairlead::demo
