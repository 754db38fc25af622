#include "core/base/blas.h"
#include "core/base/format.h"
#include "tests/bench/benchmarks.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <torch/torch.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

#ifdef FAIRLEAD_BENCH_UI
#include <QApplication>
#endif

namespace {

using namespace fairlead;
using namespace fairlead::bench;
using Json = nlohmann::ordered_json;

std::vector<Benchmark> allBenchmarks()
{
    std::vector<Benchmark> all{machineBenchmark(), sweepBenchmark(), trainBenchmark(), importBenchmark(),
                               encoderBenchmark()};
#ifdef FAIRLEAD_BENCH_UI
    all.push_back(frameBenchmark());
    all.push_back(tableBenchmark());
#endif
    return all;
}

std::string processor()
{
    std::ifstream cpuinfo("/proc/cpuinfo");
    for (std::string line; std::getline(cpuinfo, line);) {
        if (line.rfind("model name", 0) == 0)
            return line.substr(line.find(':') + 2);
    }
    return "unknown";
}

Json machineJson(DeviceChoice device)
{
    return {{"processor", processor()},
            {"cores", std::thread::hardware_concurrency()},
            {"torch", TORCH_VERSION},
            {"torch_threads", torch::get_num_threads()},
            {"device", describeDevice(device)}};
}

Json toJson(const Figure &figure)
{
    Json json = {{"name", figure.name}, {"value", figure.value}, {"unit", figure.unit}};
    if (figure.reference)
        json["reference"] = {{"name", figure.reference->name}, {"value", figure.reference->value}};
    if (const auto ratio = figure.ratio())
        json["ratio"] = *ratio;
    for (const Budget &budget : figure.budgets)
        json["budgets"].push_back({{"of", budget.of == Budget::Of::Value ? "value" : "ratio"},
                                   {budget.isFloor ? "at_least" : "at_most", budget.limit}});
    if (const auto met = figure.isMet())
        json["met"] = *met;
    return json;
}

std::string line(const Figure &figure)
{
    std::string text = "  " + figure.name + ": " + formatSignificant(figure.value, 3) + " " + figure.unit;
    if (figure.reference)
        text +=
            "; " + figure.reference->name + ": " + formatSignificant(figure.reference->value, 3) + " " + figure.unit;
    if (const auto ratio = figure.ratio())
        text += "; ratio " + formatSignificant(*ratio, 3);
    for (const Budget &budget : figure.budgets)
        text += std::string(", ") + (budget.of == Budget::Of::Ratio ? "ratio " : "") +
                (budget.isFloor ? "at least " : "at most ") + formatSignificant(budget.limit, 3);
    if (const auto met = figure.isMet())
        text += *met ? " (met)" : " (MISSED)";
    return text;
}

struct Options
{
    Settings settings;
    std::vector<std::string> only;
    std::string device = "cpu";
    bool isListWanted = false;
    bool isJsonWanted = false;
};

/// @return figures as they are promised; false where one is missed
bool runBenchmark(const Benchmark &benchmark, const Options &options, Json &all)
{
    const auto say = [&](const std::string &text) {
        (options.isJsonWanted ? std::cerr : std::cout) << text << std::endl;
    };
    say(benchmark.name + ": " + benchmark.sentence);
    Settings settings = options.settings;
    settings.note = [&](const std::string &text) { std::cerr << "  .. " << text << std::endl; };
    Json figures = Json::array();
    bool isMet = true;
    for (const Figure &figure : benchmark.run(settings)) {
        say(line(figure));
        figures.push_back(toJson(figure));
        isMet = isMet && figure.isMet().value_or(true);
    }
    all.push_back({{"name", benchmark.name}, {"figures", std::move(figures)}});
    return isMet;
}

int run(Options options)
{
    const std::vector<Benchmark> benchmarks = allBenchmarks();
    for (const std::string &name : options.only) {
        if (std::none_of(benchmarks.begin(), benchmarks.end(), [&](const auto &b) { return b.name == name; }))
            fail("There is no benchmark '" + name + "'; --list names them.");
    }
    if (options.isListWanted) {
        for (const Benchmark &benchmark : benchmarks)
            std::cout << benchmark.name << ": " << benchmark.sentence << "\n";
        return 0;
    }
    if (const auto warning = slowBlasWarning())
        std::cerr << *warning << std::endl;
    options.settings.device = need(resolveDevice(need(deviceFromKey(options.device))));
    Json all = Json::array();
    bool isMet = true;
    for (const Benchmark &benchmark : benchmarks) {
        const auto &only = options.only;
        if (only.empty() || std::find(only.begin(), only.end(), benchmark.name) != only.end())
            isMet = runBenchmark(benchmark, options, all) && isMet;
    }
    if (options.isJsonWanted)
        std::cout << Json{{"machine", machineJson(options.settings.device)},
                          {"size", options.settings.size},
                          {"benchmarks", all}}
                         .dump(2)
                  << std::endl;
    return isMet || options.settings.size < 1 ? 0 : 3;
}

} // namespace

int main(int argc, char **argv)
{
    Options options;
    CLI::App app(
        "Measures Fairlead beside what the machine and other tools do in the same run. Exit code 3: a promise of "
        "the full size is missed.",
        "fairlead-bench");
    app.add_flag("--list", options.isListWanted, "Name the benchmarks");
    app.add_option("--only", options.only, "Run these")->delimiter(',');
    app.add_option("--size", options.settings.size, "Share of the full number of rows")
        ->check(CLI::Range(1e-4, 1.0))
        ->capture_default_str();
    app.add_option("--runs", options.settings.runs, "Runs of which the median counts")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    app.add_option("--device", options.device, "Where training runs")
        ->check(CLI::IsMember({"cpu", "cuda", "auto"}))
        ->capture_default_str();
    app.add_flag("--json", options.isJsonWanted, "One JSON document on standard output");
    CLI11_PARSE(app, argc, argv);
#ifdef FAIRLEAD_BENCH_UI
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && qEnvironmentVariableIsEmpty("DISPLAY") &&
        qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
#endif
    return run(options);
}
