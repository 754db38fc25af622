#include "core/base/random.h"
#include "core/ingest/import.h"
#include "core/store/datasetrepository.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/folder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace fairlead::bench {

namespace {

constexpr std::size_t kRows = 1'000'000;

void writeLog(const std::filesystem::path &path, std::size_t rows)
{
    std::ofstream csv(path);
    csv << "query,model,quality,cost\n";
    Random random(1);
    for (std::size_t i = 0; i < rows; ++i)
        csv << "request-" << i << ",model-" << random.below(11) << ',' << random.below(1000) / 1000.0 << ','
            << static_cast<double>(1 + random.below(100'000)) * 1e-7 << '\n';
}

/// The same rows as JSON Lines.
void writeJsonLines(const std::filesystem::path &path, std::size_t rows)
{
    std::ofstream lines(path);
    Random random(1);
    for (std::size_t i = 0; i < rows; ++i)
        lines << R"({"query":"request-)" << i << R"(","model":"model-)" << random.below(11) << R"(","quality":)"
              << random.below(1000) / 1000.0 << R"(,"cost":)" << static_cast<double>(1 + random.below(100'000)) * 1e-7
              << "}\n";
}

void import(const std::filesystem::path &file, const std::filesystem::path &target)
{
    Workspace workspace = need(Workspace::create(target));
    ImportRequest request;
    request.file = file;
    request.name = "log";
    (void)need(importDataset(workspace, request, {}, {}));
}

/// The same file by SQLite's shell into typed columns with a unique index on the query, as ours has.
double importBySqlite(const std::filesystem::path &csv, const std::filesystem::path &target, int runs)
{
    const std::string command = "sqlite3 '" + target.string() +
                                "' 'CREATE TABLE log(query TEXT UNIQUE, model TEXT, quality REAL, cost REAL);' '.mode "
                                "csv' \".import --skip 1 '" +
                                csv.string() + "' log\"";
    return medianSeconds(
        runs,
        [&] {
            if (std::system(command.c_str()) != 0)
                fail("The reference needs SQLite's shell: install sqlite3 (apt install sqlite3).");
        },
        [&] { std::filesystem::remove(target); });
}

std::vector<Figure> run(const Settings &settings)
{
    const Folder folder;
    const auto csv = folder / "log.csv";
    const auto ours = folder / "ours.fairlead";
    settings.note("writing a log");
    writeLog(csv, settings.rows(kRows));
    const double reference = importBySqlite(csv, folder / "reference.db", settings.runs);
    resetPeakMemory();
    const double before = memoryMb();
    const double seconds = medianSeconds(
        settings.runs, [&] { import(csv, ours); }, [&] { std::filesystem::remove(ours); });
    const double held = peakMemoryMb() - before;
    const auto lines = folder / "log.jsonl";
    const auto linesTarget = folder / "lines.fairlead";
    writeJsonLines(lines, settings.rows(kRows));
    const double lineSeconds = medianSeconds(
        settings.runs, [&] { import(lines, linesTarget); }, [&] { std::filesystem::remove(linesTarget); });
    const auto rate = [&](double took) { return static_cast<double>(settings.rows(kRows)) / took; };
    const double opening = medianSeconds(settings.runs, [&] {
        Workspace workspace = need(Workspace::open(ours));
        (void)need(DatasetRepository(workspace).list());
    });
    const double page = medianSeconds(settings.runs, [&] {
        Workspace workspace = need(Workspace::open(ours));
        const DatasetRepository repository(workspace);
        const auto info = need(repository.byName("log"));
        (void)need(repository.queries(info.id, info.queryCount / 2, 200));
    });
    return {ratioAtMost({"import", seconds, "s", Reference{"sqlite3 .import", reference}}, 1.2),
            {"peak memory of an import beside its start", held, "MB"},
            {"import of the same rows as JSON Lines", lineSeconds, "s", Reference{"CSV", seconds}},
            {"the same by rows", rate(lineSeconds), "rows/s", Reference{"CSV", rate(seconds)}},
            atMost({"open the workspace and list it", 1e3 * opening, "ms"}, 100),
            atMost({"read a page of 200 queries from its middle, opening included", 1e3 * page, "ms"}, 100)};
}

} // namespace

Benchmark importBenchmark()
{
    return {"import", "a CSV log of a million rows into a workspace, and opening it", run};
}

} // namespace fairlead::bench
