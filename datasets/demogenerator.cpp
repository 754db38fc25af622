#include "datasets/demogenerator.h"

#include "core/base/random.h"
#include "core/ingest/split.h"
#include "datasets/demomodels.h"
#include "datasets/demopolicy.h"
#include "datasets/demoprompts.h"
#include "datasets/demotemplates.h"

#include <algorithm>

namespace fairlead {

namespace {

std::string queryId(std::size_t row)
{
    std::string digits = std::to_string(row + 1);
    return "demo-" + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

Query queryOf(std::size_t row, const demo::DemoPrompt &prompt)
{
    Query query;
    query.externalId = queryId(row);
    query.prompt = prompt.text;
    query.segment = demo::taskFamilies()[prompt.family].name;
    query.split = splitOfKey(query.externalId);
    return query;
}

void drawAnswers(const demo::DemoPrompt &prompt, std::size_t row, Random &random, FullOutcomes &outcomes)
{
    for (std::size_t t = 0; t < demo::demoModels().size(); ++t) {
        const demo::DemoAnswer answer = demo::drawAnswer(demo::demoModels()[t], prompt, random);
        outcomes.quality(row, t) = answer.quality;
        outcomes.cost(row, t) = answer.cost;
    }
}

} // namespace

DemoData generateDemo(const DemoOptions &options)
{
    const std::size_t models = demo::demoModels().size();
    DemoData data;
    for (const demo::DemoModel &model : demo::demoModels())
        data.models.emplace_back(model.name);
    data.outcomes = {MatrixD(options.queries, models), MatrixD(options.queries, models)};
    data.propensity = MatrixD(options.queries, models);
    for (std::size_t i = 0; i < options.queries; ++i) {
        Random prompts(deriveSeed(options.seed, "demo prompt", i));
        Random answers(deriveSeed(options.seed, "demo answers", i));
        Random served(deriveSeed(options.seed, "demo routing", i));
        const demo::DemoPrompt prompt = demo::composePrompt(prompts);
        data.queries.push_back(queryOf(i, prompt));
        drawAnswers(prompt, i, answers, data.outcomes);
        const std::vector<double> propensity = demo::loggingPropensities(prompt, options.bias, options.floor);
        std::copy(propensity.begin(), propensity.end(), data.propensity.row(i).begin());
        const std::size_t model = served.pick(propensity);
        data.log.model.push_back(static_cast<std::int32_t>(model));
        data.log.quality.push_back(data.outcomes.quality(i, model));
        data.log.cost.push_back(data.outcomes.cost(i, model));
    }
    return data;
}

} // namespace fairlead
