#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "core/base/format.h"
#include "core/base/random.h"
#include "core/experiment/simulation.h"
#include "core/store/datasetrepository.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

class SimulateVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        addWorkspaceArgument(app, m_workspace);
        app.add_option("--from", m_from, "Dataset with full feedback")->required();
        app.add_option("--name", m_name, "Name of the new log")->required();
        app.add_option("--policy", m_policy,
                       "What decides who serves: embedding (random directions), difficulty (hard queries to dear "
                       "models), price (cheap models; with a negative bias dear ones), or deterministic (always the "
                       "highest score of embedding)")
            ->capture_default_str()
            ->check(accepting(loggingKindFromKey));
        m_biasOption =
            app.add_option("--bias", m_options.bias, "How strongly the logging policy follows its scores; 0 is uniform")
                ->capture_default_str();
        m_floorOption = app.add_option("--floor", m_options.floor, "Share of the uniform policy mixed in, 0 to 1")
                            ->capture_default_str();
        app.add_option("--seed", m_options.seed, "Same seed, same log")
            ->capture_default_str()
            ->check(CLI::Range(std::uint64_t(0), kLargestSeed));
        app.add_flag("--log-propensity", m_options.logPropensity,
                     "Write the true propensity of the served model into the log");
    }

    Result<Answer> run(Console &console) override
    {
        console.warnOfSlowBlas();
        m_options.kind = *loggingKindFromKey(m_policy);
        if (m_options.kind == LoggingKind::Deterministic && m_biasOption->count() + m_floorOption->count() > 0)
            return makeError(ErrorCode::BadConfig, "A deterministic policy has neither a bias nor a floor. Leave "
                                                   "--bias and --floor out, or choose another --policy.");
        if (auto valid = checkLoggingPolicy(m_options); !valid)
            return std::move(valid).error();
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        const DatasetRepository datasets(*workspace);
        auto parent = datasets.byName(m_from);
        if (!parent)
            return std::move(parent).error();
        auto log = simulateLog(*workspace, parent->id, m_name, m_options, console.stop(), console.progress());
        if (!log)
            return std::move(log).error();
        auto info = datasets.byId(*log);
        if (!info)
            return std::move(info).error();
        auto models = datasets.models(*log);
        if (!models)
            return std::move(models).error();

        Answer answer;
        answer.document = toJson(*info);
        answer.document["models"] = toJson(*models);
        answer.text = modelTable(*models) + "\nDrew the log '" + m_name + "' of " +
                      formatCount(static_cast<double>(info->queryCount)) + " queries from '" + m_from + "'.\n";
        return answer;
    }

private:
    std::string m_workspace;
    std::string m_from;
    std::string m_name;
    std::string m_policy = "embedding";
    SimulationOptions m_options;
    CLI::Option *m_biasOption = nullptr;
    CLI::Option *m_floorOption = nullptr;
};

} // namespace

std::unique_ptr<Verb> makeSimulateVerb()
{
    return std::make_unique<SimulateVerb>();
}

} // namespace fairlead::cli
