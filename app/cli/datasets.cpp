#include "app/cli/answers.h"
#include "app/cli/arguments.h"
#include "app/cli/texttable.h"
#include "app/cli/verbs.h"
#include "core/base/format.h"
#include "core/store/datasetrepository.h"

#include <CLI/CLI.hpp>

namespace fairlead::cli {

namespace {

std::string describe(const DatasetInfo &info)
{
    std::string text = info.name + ": " + (info.kind == DatasetKind::Log ? "log" : "full feedback") + " of " +
                       formatCount(static_cast<double>(info.queryCount)) + " queries (" +
                       formatCount(static_cast<double>(info.queryCount - info.trainCount)) + " held out), " +
                       formatCount(static_cast<double>(info.modelCount)) + " models";
    if (info.embeddingDim > 0)
        text += ", " + std::to_string(info.embeddingDim) + "-dimensional embeddings" +
                (info.embeddingsFromText ? " from prompts" : "");
    else if (info.hasPrompts)
        text += ", prompts";
    return text + "\nfrom " + info.source + "\n";
}

class DatasetsVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override { addWorkspaceArgument(app, m_workspace); }

    Result<Answer> run(Console &) override
    {
        auto workspace = Workspace::open(m_workspace);
        if (!workspace)
            return std::move(workspace).error();
        const DatasetRepository datasets(*workspace);
        auto list = datasets.list();
        if (!list)
            return std::move(list).error();

        Answer answer;
        answer.document = {{"datasets", Json::array()}};
        for (const DatasetInfo &info : *list) {
            auto models = datasets.models(info.id);
            if (!models)
                return std::move(models).error();
            Json entry = toJson(info);
            entry["models"] = toJson(*models);
            answer.document["datasets"].push_back(std::move(entry));
            answer.text += (answer.text.empty() ? "" : "\n") + describe(info) + modelTable(*models);
        }
        if (list->empty())
            answer.text = "There are no datasets yet. Add one with fairlead-cli import.\n";
        return answer;
    }

private:
    std::string m_workspace;
};

} // namespace

std::unique_ptr<Verb> makeDatasetsVerb()
{
    return std::make_unique<DatasetsVerb>();
}

} // namespace fairlead::cli
