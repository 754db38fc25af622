#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "app/cli/verdictanswers.h"
#include "core/base/fileio.h"
#include "core/base/format.h"
#include "core/base/random.h"
#include "core/experiment/config.h"
#include "core/experiment/training.h"
#include "core/routers/method.h"
#include "core/store/datasetrepository.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

std::string methodList()
{
    std::string text;
    for (const MethodInfo &info : methods())
        text += (text.empty() ? "" : ", ") + std::string(info.key);
    return text;
}

std::string describe(const EpochReport &epoch)
{
    std::string line = "epoch " + std::to_string(epoch.epoch) + " of " + std::to_string(epoch.epochs) + ": loss " +
                       formatSignificant(epoch.loss, 4);
    if (epoch.heldOutUtility)
        line += ", held-out utility " + withInterval(*epoch.heldOutUtility, 4) + " (" +
                std::string(verdictKey(epoch.verdict)) + ")";
    return line;
}

Json toJson(const TrainOutcome &outcome)
{
    Json curve = Json::array();
    for (const EpochReport &epoch : outcome.curve) {
        Json entry = {{"epoch", epoch.epoch}, {"loss", epoch.loss}, {"seconds", epoch.seconds}};
        putVerdict(entry, outcome.judgement);
        putEstimate(entry, "held_out_utility", epoch.heldOutUtility, outcome.judgement.verdict);
        curve.push_back(std::move(entry));
    }
    Json document = {{"router", outcome.name},
                     {"stopped", outcome.stopped},
                     {"lambda_max", outcome.lambdaMax},
                     {"seconds", outcome.seconds}};
    putVerdict(document, outcome.judgement);
    putEstimate(document, "held_out_utility", outcome.heldOutUtility, outcome.judgement.verdict);
    document["warnings"] = outcome.warnings;
    document["curve"] = std::move(curve);
    return document;
}

std::string describe(const TrainOutcome &outcome)
{
    std::string text;
    if (outcome.stopped)
        text = "Stopped after " + std::to_string(outcome.curve.size()) + " of " +
               std::to_string(outcome.curve.empty() ? 0 : outcome.curve.back().epochs) +
               " epochs; what was learned so far is kept. To go on: train --resume '" + outcome.name + "'.\n";
    text += "Saved router '" + outcome.name + "' after " + formatDuration(outcome.seconds) + ", for lambda from 0 to " +
            formatSignificant(outcome.lambdaMax, 4) + " quality per USD.\n";
    if (outcome.heldOutUtility)
        text += "Held-out utility, mean over that range: " + withInterval(*outcome.heldOutUtility, 4) + " (" +
                std::string(verdictKey(outcome.judgement.verdict)) + ")\n";
    else if (outcome.judgement.verdict == Verdict::Refuse)
        text += "Held-out utility: REFUSE\n";
    text += reasonLines(outcome.judgement);
    for (const std::string &warning : outcome.warnings)
        text += "  " + warning + "\n";
    return text;
}

class TrainVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        addWorkspaceArgument(app, m_workspace);
        auto *resume =
            app.add_option("--resume", m_resume, "Go on with this router, whose training was stopped, as it was set");
        app.add_option("--dataset", m_dataset, "The dataset to learn from")->excludes(resume);
        m_methodOption =
            app.add_option("--method", m_method, "One of " + methodList() + "; rm-interval where not given")
                ->check(accepting(methodFromKey))
                ->excludes(resume);
        app.add_option("--name", m_name, "Name of the router; the method's where not given")->excludes(resume);
        m_seedOption = app.add_option("--seed", m_seed, "Same seed, same router; 1 where not given")
                           ->check(CLI::Range(std::uint64_t(0), kLargestSeed))
                           ->excludes(resume);
        m_deviceOption = app.add_option("--device", m_device, "auto, cpu or cuda")
                             ->check(accepting(deviceFromKey))
                             ->excludes(resume);
        m_lambdaMaxOption =
            app.add_option("--lambda-max", m_lambdaMax,
                           "Largest lambda, quality per USD; 1 / the dearest model's mean cost where not given")
                ->check(accepting(parsePositiveNumber))
                ->excludes(resume);
        m_propensityOption = addPropensityOption(app, m_propensity)->excludes(resume);
        app.add_option("--config", m_config, "JSON file with any of the run's settings; options given here come first")
            ->excludes(resume);
        app.final_callback([this] {
            if (m_dataset.empty() && m_resume.empty())
                throw CLI::RequiredError("--dataset, or --resume with a router whose training was stopped,");
        });
    }

    Result<Answer> run(Console &console) override
    {
        console.warnOfSlowBlas();
        auto outcome = m_resume.empty() ? train(console) : resume(console);
        if (!outcome)
            return std::move(outcome).error();
        return Answer{toJson(*outcome), describe(*outcome), outcome->stopped};
    }

private:
    Result<TrainOutcome> resume(Console &console)
    {
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        auto router = RouterRepository(*workspace).byName(m_resume);
        if (!router)
            return std::move(router).error();
        return resumeRouter(*workspace, router->id, console.stop(), console.progress(), noting(console));
    }

    Result<TrainOutcome> train(Console &console)
    {
        auto config = configuration();
        if (!config)
            return std::move(config).error();
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        auto dataset = DatasetRepository(*workspace).byName(m_dataset);
        if (!dataset)
            return std::move(dataset).error();
        auto name = m_name.empty() ? suggestRouterName(*workspace, config->method) : Result<std::string>(m_name);
        if (!name)
            return std::move(name).error();
        return trainRouter(*workspace, dataset->id, *name, *config, console.stop(), console.progress(),
                           noting(console));
    }

    static OnEpoch noting(Console &console)
    {
        return [&console](const EpochReport &epoch) { console.note(describe(epoch)); };
    }

    Result<TrainConfig> configuration() const
    {
        TrainConfig config;
        if (!m_config.empty()) {
            auto text = readFile(m_config, "Could not read the configuration");
            if (!text)
                return std::move(text).error();
            auto parsed = trainConfigFromJson(*text, config);
            if (!parsed)
                return std::move(parsed).error();
            config = std::move(*parsed);
        }
        if (m_methodOption->count() > 0)
            config.method = *methodFromKey(m_method);
        if (m_seedOption->count() > 0)
            config.seed = m_seed;
        if (m_deviceOption->count() > 0)
            config.device = *deviceFromKey(m_device);
        if (m_lambdaMaxOption->count() > 0)
            config.lambdaMax = m_lambdaMax;
        if (m_propensityOption->count() > 0)
            config.nuisances.propensity.source = *propensitySourceFromKey(m_propensity);
        return config;
    }

    std::string m_workspace;
    std::string m_resume;
    std::string m_dataset;
    std::string m_method;
    std::string m_name;
    std::string m_device;
    std::string m_config;
    std::string m_propensity;
    std::uint64_t m_seed = 1;
    double m_lambdaMax = 0;
    CLI::Option *m_methodOption = nullptr;
    CLI::Option *m_seedOption = nullptr;
    CLI::Option *m_deviceOption = nullptr;
    CLI::Option *m_lambdaMaxOption = nullptr;
    CLI::Option *m_propensityOption = nullptr;
};

} // namespace

std::unique_ptr<Verb> makeTrainVerb()
{
    return std::make_unique<TrainVerb>();
}

} // namespace fairlead::cli
