#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/texttable.h"
#include "app/cli/verbs.h"
#include "core/base/format.h"
#include "core/experiment/config.h"
#include "core/experiment/trustreport.h"
#include "core/store/datasetrepository.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

/// Which propensities stand behind the table, and what the logged ones were found to be.
std::string describePropensity(const TrustReport &trust)
{
    const PropensityChoice &choice = trust.propensity;
    if (!choice.check)
        return "Propensities: estimated from the log.\n";
    std::string text = "Propensities: " + std::string(usedPropensityKey(choice)) + "; the logged ones " +
                       (choice.isMismatch() ? "do not fit the log.\n" : "fit the log.\n");
    TextTable table({"Model", ">Rows", ">Inverse weights (1 is right)", ">Calibration", ">Logged / estimated", "Fits"});
    for (std::size_t t = 0; t < choice.check->models.size(); ++t) {
        const ModelPropensityCheck &model = choice.check->models[t];
        table.addRow({trust.models[t].name, formatCount(static_cast<double>(model.count)),
                      withInterval(model.inverseWeightTotal, 3), formatFixed(model.calibration, 3),
                      formatFixed(model.loggedOverEstimated, 3), model.matches ? "yes" : "no"});
    }
    return text + table.text();
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
    return text + remedyLines(trust.remedies) + "\n" + describePropensity(trust);
}

class TrustVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        addWorkspaceArgument(app, m_workspace);
        app.add_option("--dataset", m_dataset, "The log to look at")->required();
        addPropensityOption(app, m_propensity);
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
        auto trust = diagnoseLog(*workspace, dataset->id, console.stop(), console.progress(),
                                 *propensitySourceFromKey(m_propensity));
        if (!trust)
            return std::move(trust).error();
        return Answer{storedJson(trustJson(*trust)), describe(*trust)};
    }

private:
    std::string m_workspace;
    std::string m_dataset;
    std::string m_propensity = "auto";
};

} // namespace

std::unique_ptr<Verb> makeTrustVerb()
{
    return std::make_unique<TrustVerb>();
}

} // namespace fairlead::cli
