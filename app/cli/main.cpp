#include "app/cli/answers.h"
#include "app/cli/interrupt.h"
#include "app/cli/verbs.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace fairlead::cli {

namespace {

enum ExitCode
{
    kDone = 0,
    kFailed = 1,
    kUsage = 2,
    kInterrupted = 130
};

struct VerbEntry
{
    const char *name;
    const char *sentence;
    const char *example;
    std::unique_ptr<Verb> (*make)();
};

const VerbEntry kVerbs[] = {
    {"import", "Read a log or a full-feedback table into a workspace, which is made where it does not exist",
     "fairlead-cli import shop.fairlead march.csv --name march --map model=llm,quality=score,cost=usd", makeImportVerb},
    {"simulate", "Draw a confounded log from full feedback, so that estimates can be set beside the truth",
     "fairlead-cli simulate shop.fairlead --from benchmark --name log --bias 1.0 --seed 1", makeSimulateVerb},
    {"datasets", "List the datasets of a workspace and their models", "fairlead-cli datasets shop.fairlead",
     makeDatasetsVerb},
    {"routers", "List the routers of a workspace", "fairlead-cli routers shop.fairlead --json", makeRoutersVerb},
    {"trust", "Say whether a log can support answers about each model",
     "fairlead-cli trust shop.fairlead --dataset march", makeTrustVerb},
    {"train", "Learn a router from a dataset and save it in the workspace",
     "fairlead-cli train shop.fairlead --dataset march --method rm-interval --name first --seed 1", makeTrainVerb},
    {"evaluate", "Judge routers on held-out queries over an interval of lambda, with 95% intervals",
     "fairlead-cli evaluate shop.fairlead --router first --lambda 0:50", makeEvaluateVerb},
    {"sweep", "Write every operating point of a router, from quality first to cost first",
     "fairlead-cli sweep shop.fairlead --router first --out frontier.csv", makeSweepVerb},
    {"export", "Write a router to a file that other programs load",
     "fairlead-cli export shop.fairlead --router first --format torchscript --out first.pt", makeExportVerb},
    {"decide", "Choose a model for every query of a file with an exported router",
     "fairlead-cli decide first.safetensors --input queries.csv --lambda 20 --out decisions.csv", makeDecideVerb},
    {"study", "Set methods beside the truth: split full feedback, simulate logs from it, train and judge every method",
     "fairlead-cli study benchmark.csv --embeddings benchmark.npy --seeds 1:5 --bias 0.5,1,2 --methods all --out results",
     makeStudyVerb},
    {"demo", "Make a workspace with synthetic data and trained routers to look at", "fairlead-cli demo demo.fairlead",
     makeDemoVerb},
};

void printJson(const Json &document)
{
    std::cout << document.dump(2, ' ', false, Json::error_handler_t::replace) << std::endl;
}

int fail(const std::string &code, const std::string &message, bool json, ExitCode exitCode)
{
    std::fprintf(stderr, "%s\n", message.c_str());
    if (json)
        printJson({{"error", {{"code", code}, {"message", message}}}});
    return exitCode;
}

int report(const Result<Answer> &answer, bool json)
{
    if (!answer) {
        const bool isCancelled = answer.error().code == ErrorCode::Cancelled;
        return fail(std::string(errorKey(answer.error().code)), answer.error().message, json,
                    isCancelled ? kInterrupted : kFailed);
    }
    if (json)
        printJson(answer->document);
    else
        std::cout << answer->text << std::flush;
    return answer->interrupted ? kInterrupted : kDone;
}

Result<Answer> runVerb(Verb &verb)
{
    const Interrupt interrupt;
    Console console(interrupt.token());
    try {
        return verb.run(console);
    } catch (const std::exception &exception) {
        return makeError(ErrorCode::Internal, std::string("Something went wrong inside Fairlead: ") + exception.what());
    }
}

int run(int argc, char **argv)
{
    CLI::App app("Learn which queries should go to which language model, at every price, from logs.", "fairlead-cli");
    app.set_version_flag("--version", "fairlead-cli " FAIRLEAD_VERSION);
    app.require_subcommand(1);
    app.footer("fairlead-cli VERB --help shows a verb's options and an example.\n"
               "Exit code: 0 done, 1 error, 2 usage, 130 interrupted (what was finished is kept).");
    bool json = false;
    std::vector<std::unique_ptr<Verb>> verbs;
    std::vector<CLI::App *> commands;
    for (const VerbEntry &entry : kVerbs) {
        CLI::App *command = app.add_subcommand(entry.name, entry.sentence);
        command->footer(std::string("Example:\n  ") + entry.example);
        command->add_flag("--json", json, "Print one JSON document on standard output");
        verbs.push_back(entry.make());
        verbs.back()->addOptions(*command);
        commands.push_back(command);
    }

    const bool wantsJson = std::any_of(argv + 1, argv + argc, [](const char *a) { return a == std::string("--json"); });
    const std::string first = argc > 1 ? argv[1] : "";
    const bool isVerb =
        std::any_of(std::begin(kVerbs), std::end(kVerbs), [&](const VerbEntry &e) { return first == e.name; });
    if (!first.empty() && first.front() != '-' && !isVerb)
        return fail("usage", "There is no verb '" + first + "'.\nRun fairlead-cli --help for the verbs.", wantsJson,
                    kUsage);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        if (error.get_exit_code() == 0)
            return app.exit(error);
        const auto chosen = app.get_subcommands();
        const std::string verb = chosen.empty() ? "VERB" : chosen.front()->get_name();
        return fail("usage", error.what() + ("\nRun fairlead-cli " + verb + " --help for the options."), wantsJson,
                    kUsage);
    }
    const auto chosen =
        std::find_if(commands.begin(), commands.end(), [](CLI::App *command) { return command->parsed(); });
    return report(runVerb(*verbs[static_cast<std::size_t>(chosen - commands.begin())]), json);
}

} // namespace

} // namespace fairlead::cli

int main(int argc, char **argv)
{
    return fairlead::cli::run(argc, argv);
}
