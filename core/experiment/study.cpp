#include "core/experiment/study.h"

#include "core/base/format.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/experiment/run.h"
#include "core/experiment/studylog.h"

#include <algorithm>
#include <optional>

namespace fairlead {

namespace {

const ReportProgress kQuiet = [](const Progress &) {};

std::string describe(const StudyCell &cell)
{
    return "'" + cell.dataSet + "', seed " + std::to_string(cell.seed) + ", bias " + formatSignificant(cell.bias, 4);
}

Error named(Error error, const std::string &what)
{
    if (error.code != ErrorCode::Cancelled)
        error.message = "The study of " + what + " cannot be done: " + error.message;
    return error;
}

/// Split and features, the same for all biases of a table and seed; made when the first cell asks for them.
struct SeedInputs
{
    StudySplit split;
    StudyFeatures features;
};

Result<SeedInputs> inputsOf(const StudyTable &table, std::uint64_t seed, std::stop_token stop)
{
    SeedInputs inputs;
    inputs.split = splitForStudy(table, seed);
    auto features = featuresForStudy(table, inputs.split, stop);
    if (!features)
        return features.error();
    inputs.features = std::move(*features);
    return inputs;
}

/// One log with what judges its routers.
struct CellRun
{
    Run run;
    SupportReport support;
    HeldOutTables tables;
    std::vector<std::size_t> drawnRows;
    StudyHeldOut heldOut;
};

FullOutcomes takeTruth(const FullOutcomes &truth, std::span<const std::size_t> rows)
{
    return {takeRows(truth.quality, rows), takeRows(truth.cost, rows)};
}

TrainConfig configFor(const StudyOptions &options, const StudyCell &cell)
{
    TrainConfig config = options.config;
    config.seed = cell.seed;
    return config;
}

/// By the nuisances that the cell's methods share. Each that needs them counts their time, none counts the diagnosis.
Result<SupportReport> supportOf(Run &run, const TrainConfig &config, std::stop_token stop)
{
    if (auto learned = learnNuisances(run, config, stop, kQuiet); !learned)
        return learned.error();
    auto diagnosis = diagnose(run.data, *run.nuisances, run.lambdaMax, run.features.z, stop);
    if (!diagnosis)
        return diagnosis.error();
    return std::move(diagnosis->support);
}

Result<std::unique_ptr<CellRun>> beginCell(const StudyTable &table, const StudyCell &cell, const SeedInputs &inputs,
                                           const StudyOptions &options, std::stop_token stop)
{
    StudyLog log =
        logForStudy(table, inputs.split, inputs.features, {cell.bias, options.floor, cell.seed, options.policy});
    auto run = beginRun(std::move(log.data), options.config);
    if (!run)
        return run.error();
    auto begun = std::make_unique<CellRun>();
    begun->run = std::move(*run);
    begun->run.trainTruth = takeTruth(table.truth, inputs.split.train);
    const RunData &data = begun->run.data;
    // The judge stands apart from the run, whose training would else judge every epoch.
    auto tables = makeHeldOutTables(begun->run.features.z, data.log(), data.heldOutRows, data.groups, NuisanceOptions{},
                                    options.config.evaluationClip, deriveSeed(cell.seed, "held-out folds"),
                                    begun->run.device, stop, kQuiet);
    if (!tables)
        return tables.error();
    begun->tables = std::move(*tables);
    auto support = supportOf(begun->run, configFor(options, cell), stop);
    if (!support)
        return support.error();
    begun->support = std::move(*support);
    begun->drawnRows = std::move(log.drawnRows);
    begun->heldOut.embeddings = takeRows(inputs.features.embeddings, std::span(inputs.split.heldOut));
    begun->heldOut.truth = takeTruth(table.truth, inputs.split.heldOut);
    begun->heldOut.drawnRows = begun->drawnRows;
    begun->heldOut.tables = &begun->tables;
    begun->heldOut.models = table.models;
    begun->heldOut.support = &begun->support;
    return begun;
}

Result<StudyRecord> runMethod(CellRun &cellRun, const StudyCell &cell, Method method, const StudyOptions &options,
                              std::stop_token stop)
{
    Run &run = cellRun.run;
    TrainConfig config = configFor(options, cell);
    config.method = method;
    const double begun = run.seconds();
    const double saved = run.savedSeconds;
    auto router = trainMethod(run, config, stop, kQuiet, {});
    if (!router)
        return router.error();
    const double seconds = run.seconds() - begun + run.savedSeconds - saved;
    run.curve.clear();
    // A network that was stopped early is a router, but not the one the study asks for.
    if (stop.stop_requested())
        return makeError(ErrorCode::Cancelled, "The study was stopped.");
    auto value = valueForStudy(**router, cellRun.heldOut, run.lambdaMax);
    if (!value)
        return value.error();
    return StudyRecord{cell, std::string(methodInfo(method).key), run.lambdaMax, *value, seconds};
}

/// Counts the records of a study and knows which are missing.
class Plan
{
public:
    Plan(std::span<const StudyTable> tables, const StudyOptions &options,
         const std::function<bool(const StudyCell &, Method)> &isDone)
        : m_options(options)
        , m_isDone(isDone)
    {
        for (const StudyTable &table : tables) {
            for (const std::uint64_t seed : options.seeds) {
                for (const double bias : options.biases)
                    m_total += missing({table.name, seed, bias}).size();
            }
        }
    }
    [[nodiscard]] std::vector<Method> missing(const StudyCell &cell) const
    {
        std::vector<Method> methods;
        std::copy_if(m_options.methods.begin(), m_options.methods.end(), std::back_inserter(methods),
                     [&](Method method) { return !m_isDone(cell, method); });
        return methods;
    }
    [[nodiscard]] Progress advance()
    {
        return {"Studying", static_cast<double>(++m_finished), static_cast<double>(m_total), "results"};
    }
    [[nodiscard]] Progress start() const { return {"Studying", 0, static_cast<double>(m_total), "results"}; }

private:
    const StudyOptions &m_options;
    const std::function<bool(const StudyCell &, Method)> &m_isDone;
    std::size_t m_total = 0;
    std::size_t m_finished = 0;
};

} // namespace

std::string studyKey(const StudyTable &table, const StudyOptions &options)
{
    TrainConfig config = options.config;
    config.method = Method::RmInterval;
    config.seed = 1;
    Hasher hasher;
    hasher.add(std::string_view("study 2, Fairlead " FAIRLEAD_VERSION));
    hasher.add(std::string_view(table.dataHash));
    hasher.add(std::string_view(toJson(config)));
    hasher.add(loggingKindKey(options.policy));
    hasher.add(options.floor);
    return hasher.hex();
}

Result<void> runStudy(std::span<const StudyTable> tables, const StudyOptions &options,
                      const std::function<bool(const StudyCell &, Method)> &isDone, const OnStudyRecord &onRecord,
                      std::stop_token stop, const ReportProgress &report)
{
    for (const double bias : options.biases) {
        if (auto valid = checkLoggingPolicy({bias, options.floor, 1, options.policy}); !valid)
            return valid.error();
    }
    if (auto device = resolveDevice(options.config.device); !device)
        return device.error();
    Plan plan(tables, options, isDone);
    report(plan.start());
    for (const StudyTable &table : tables) {
        for (const std::uint64_t seed : options.seeds) {
            std::optional<SeedInputs> inputs;
            for (const double bias : options.biases) {
                const StudyCell cell{table.name, seed, bias};
                const std::vector<Method> methods = plan.missing(cell);
                if (methods.empty())
                    continue;
                if (!inputs) {
                    auto made = inputsOf(table, seed, stop);
                    if (!made)
                        return named(made.error(), describe(cell));
                    inputs = std::move(*made);
                }
                auto cellRun = beginCell(table, cell, *inputs, options, stop);
                if (!cellRun)
                    return named(cellRun.error(), describe(cell));
                for (const Method method : methods) {
                    auto record = runMethod(**cellRun, cell, method, options, stop);
                    if (!record)
                        return named(record.error(), describe(cell) + ", " + std::string(methodInfo(method).key));
                    if (auto kept = onRecord(*record); !kept)
                        return kept.error();
                    report(plan.advance());
                }
            }
        }
    }
    return {};
}

} // namespace fairlead
