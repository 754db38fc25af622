#include "datasets/demomodels.h"

#include "datasets/demotemplates.h"

#include <algorithm>
#include <cmath>

namespace fairlead::demo {

namespace {

constexpr double kBytesPerToken = 4;
constexpr double kSystemPromptTokens = 60;
constexpr double kOutputSpread = 0.35; ///< of the logarithm of the tokens written
constexpr double kMarkSpread = 0.12;   ///< of a judge's mark around the expected quality
constexpr double kMarkStep = 0.05;

double logit(double p)
{
    return std::log(p / (1 - p));
}

double drawQuality(double expected, bool graded, Random &random)
{
    if (!graded)
        return random.uniform() < expected ? 1 : 0;
    const double mark = std::clamp(expected + kMarkSpread * random.normal(), 0.0, 1.0);
    return std::round(mark / kMarkStep) * kMarkStep;
}

} // namespace

const std::vector<DemoModel> &demoModels()
{
    // Columns: chat, extraction, code, maths, translation, summary, legal and medical, writing.
    // clang-format off
    static const std::vector<DemoModel> models = {
        {"tamber-nano",    0.05,  0.10, 0.9, {{{.90, .62}, {.88, .40}, {.45, .05}, {.50, .04}, {.60, .25}, {.66, .35}, {.50, .12}, {.55, .30}}}},
        {"tamber-small",   0.10,  0.30, 1.0, {{{.92, .70}, {.92, .55}, {.62, .12}, {.68, .10}, {.74, .40}, {.76, .48}, {.64, .22}, {.66, .42}}}},
        {"orlin-medium",   0.30,  0.80, 1.0, {{{.93, .76}, {.94, .68}, {.74, .26}, {.80, .22}, {.93, .84}, {.84, .60}, {.74, .36}, {.74, .54}}}},
        {"orlin-code",     0.40,  1.20, 1.1, {{{.80, .50}, {.95, .80}, {.95, .84}, {.84, .42}, {.62, .30}, {.74, .46}, {.56, .18}, {.52, .30}}}},
        {"kavelo-large",   0.90,  2.70, 1.0, {{{.95, .82}, {.94, .70}, {.78, .36}, {.84, .34}, {.86, .64}, {.90, .80}, {.84, .54}, {.82, .66}}}},
        {"kavelo-pro",     2.00,  8.00, 1.2, {{{.95, .86}, {.92, .66}, {.82, .44}, {.90, .46}, {.88, .70}, {.92, .82}, {.93, .82}, {.94, .88}}}},
        {"belmar-classic", 4.00, 12.00, 1.1, {{{.92, .74}, {.88, .58}, {.76, .32}, {.80, .28}, {.84, .60}, {.84, .64}, {.80, .46}, {.80, .64}}}},
        {"sorven-deep",    5.00, 15.00, 2.2, {{{.80, .68}, {.80, .62}, {.92, .76}, {.97, .91}, {.84, .68}, {.82, .74}, {.92, .78}, {.78, .70}}}},
    };
    // clang-format on
    return models;
}

double expectedQuality(const DemoModel &model, std::size_t family, double difficulty)
{
    const Strength &strength = model.strengths[family];
    const double score = (1 - difficulty) * logit(strength.easy) + difficulty * logit(strength.hard);
    return 1 / (1 + std::exp(-score));
}

DemoAnswer drawAnswer(const DemoModel &model, const DemoPrompt &prompt, Random &random)
{
    const TaskFamily &family = taskFamilies()[prompt.family];
    const double quality = drawQuality(expectedQuality(model, prompt.family, prompt.difficulty), family.graded, random);
    const double read = kSystemPromptTokens + static_cast<double>(prompt.text.size()) / kBytesPerToken;
    const double written =
        family.outputTokens * model.verbosity * (0.5 + prompt.difficulty) * std::exp(kOutputSpread * random.normal());
    return {quality, (read * model.inputPrice + std::ceil(written) * model.outputPrice) * 1e-6};
}

} // namespace fairlead::demo
