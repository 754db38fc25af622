#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/texttable.h"
#include "app/cli/verbs.h"
#include "app/cli/verdictanswers.h"
#include "core/base/format.h"
#include "core/experiment/training.h"
#include "core/store/datasetrepository.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

Json toJson(const TrustReport &trust)
{
    Json models = Json::array();
    for (std::size_t t = 0; t < trust.support.models.size(); ++t) {
        const ModelSupport &model = trust.support.models[t];
        models.push_back({{"name", trust.models[t].name},
                          {"verdict", verdictKey(model.verdict)},
                          {"reasons", model.reasons},
                          {"rows", model.count},
                          {"share", model.share},
                          {"effective_sample_size", model.effectiveSampleSize},
                          {"share_under_clip", model.clipShare},
                          {"largest_weight", model.largestWeight},
                          {"calibration_error", model.calibrationError},
                          {"balance", cli::toJson(model.balance)}});
    }
    Json document = {{"dataset", trust.dataset.name},
                     {"verdict", verdictKey(trust.support.verdict)},
                     {"reasons", trust.support.reasons}};
    document["predictability"] = trust.support.predictability ? cli::toJson(*trust.support.predictability) : Json();
    document["models"] = std::move(models);
    return document;
}

std::string describe(const TrustReport &trust)
{
    TextTable table({"Model", ">Rows", ">Share", ">Effective rows", ">Under clip", ">Largest weight",
                     ">Calibration error", ">Imbalance before", ">After", "Verdict"});
    for (std::size_t t = 0; t < trust.support.models.size(); ++t) {
        const ModelSupport &model = trust.support.models[t];
        table.addRow({trust.models[t].name, formatCount(static_cast<double>(model.count)), formatPercent(model.share),
                      formatCount(model.effectiveSampleSize), formatPercent(model.clipShare),
                      formatSignificant(model.largestWeight, 3), formatFixed(model.calibrationError, 3),
                      formatFixed(model.balance.largestBefore, 2), formatFixed(model.balance.largestAfter, 2),
                      std::string(verdictKey(model.verdict))});
    }
    std::string text = table.text() + "\nVerdict on '" + trust.dataset.name +
                       "': " + std::string(verdictKey(trust.support.verdict)) + "\n";
    return text + reasonLines(trust.support.judgement());
}

class TrustVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        addWorkspaceArgument(app, m_workspace);
        app.add_option("--dataset", m_dataset, "The log to look at")->required();
    }

    Result<Answer> run(Console &console) override
    {
        console.warnOfSlowBlas();
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        auto dataset = DatasetRepository(*workspace).byName(m_dataset);
        if (!dataset)
            return std::move(dataset).error();
        auto trust = diagnoseLog(*workspace, dataset->id, console.stop(), console.progress());
        if (!trust)
            return std::move(trust).error();
        return Answer{toJson(*trust), describe(*trust)};
    }

private:
    std::string m_workspace;
    std::string m_dataset;
};

} // namespace

std::unique_ptr<Verb> makeTrustVerb()
{
    return std::make_unique<TrustVerb>();
}

} // namespace fairlead::cli
