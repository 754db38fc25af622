#include "app/cli/arguments.h"
#include "app/cli/studyinputs.h"
#include "app/cli/studyreport.h"
#include "app/cli/verbs.h"
#include "core/base/fileio.h"
#include "core/base/format.h"
#include "core/experiment/studyjournal.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <map>

namespace fairlead::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char *kJournal = "journal.jsonl";
constexpr const char *kCsv = "study.csv";
constexpr const char *kJson = "study.json";
constexpr const char *kSummary = "summary.txt";
constexpr const char *kVerdictNote =
    "A result's verdict is what a user of its log, who has no truth, would have read beside its estimates. Refused "
    "estimates keep their numbers here, to be checked against the truth.";

Result<std::vector<Method>> parseMethods(const std::string &text)
{
    std::vector<Method> chosen;
    if (text == "all") {
        for (const MethodInfo &info : methods())
            chosen.push_back(info.method);
        return chosen;
    }
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        auto method = methodFromKey(std::string_view(text).substr(begin, end - begin));
        if (!method)
            return std::move(method).error();
        if (std::find(chosen.begin(), chosen.end(), *method) == chosen.end())
            chosen.push_back(*method);
        begin = end + 1;
    }
    return chosen;
}

class StudyVerb final : public Verb
{
public:
    void addOptions(CLI::App &app) override
    {
        app.add_option("data", m_data,
                       "Full-feedback tables (CSV, TSV, JSON Lines), or workspaces: all of their full feedback, or one "
                       "dataset as FILE:NAME")
            ->required()
            ->expected(1, -1);
        app.add_option("--embeddings", m_embeddings,
                       "NumPy .npy files, one per table in order (none where it has none), or NAME=FILE; fewer are "
                       "matched by row count")
            ->expected(1, -1)
            ->take_all();
        app.add_option("--out", m_out, "Folder of the results; a study that was interrupted goes on in it")->required();
        app.add_option("--seeds", m_seeds, "Splits and logs, such as 1:5 or 1,2,7")
            ->capture_default_str()
            ->check(accepting(parseSeeds));
        app.add_option("--bias", m_biases, "Strengths of the logging policy, such as 0.5,1,2")
            ->capture_default_str()
            ->check(accepting(parseNumbers));
        app.add_option("--methods", m_methods, "all, or keys set apart by commas")
            ->capture_default_str()
            ->check(accepting(parseMethods));
        app.add_option("--policy", m_policy, "What the logging policy follows: embedding, difficulty or price")
            ->capture_default_str()
            ->check(accepting(loggingKindFromKey));
        app.add_option("--floor", m_options.floor, "Share of the uniform policy mixed in, 0 to 1")
            ->capture_default_str()
            ->check(CLI::Range(0.0, 1.0));
        app.add_option("--config", m_config, "JSON file with any of a run's settings");
        app.footer(app.get_footer() + "\n" + kVerdictNote);
    }

    Result<Answer> run(Console &console) override
    {
        console.warnOfSlowBlas();
        if (auto ready = prepare(); !ready)
            return std::move(ready).error();
        auto tables = readStudyTables(m_data, m_embeddings, console);
        if (!tables)
            return std::move(tables).error();
        auto journal = openJournal(*tables, console);
        if (!journal)
            return std::move(journal).error();
        const auto keyOf = [&](const StudyCell &cell) { return m_keys.at(cell.dataSet); };
        auto done = runStudy(
            *tables, m_options,
            [&](const StudyCell &cell, Method method) {
                return journal->find(keyOf(cell), cell, std::string(methodInfo(method).key)).has_value();
            },
            [&](const StudyRecord &record) { return journal->append(keyOf(record.cell), record); }, console.stop(),
            console.progress());
        const bool isStopped = !done && done.error().code == ErrorCode::Cancelled;
        if (!done && !isStopped)
            return std::move(done).error();
        return answer(*tables, *journal, isStopped);
    }

private:
    /// Options to settings, and the folder; before any long reading.
    Result<void> prepare()
    {
        m_options.seeds = *parseSeeds(m_seeds);
        m_options.biases = *parseNumbers(m_biases);
        m_options.methods = *parseMethods(m_methods);
        m_options.policy = *loggingKindFromKey(m_policy);
        if (m_options.policy == LoggingKind::Deterministic)
            return makeError(ErrorCode::BadConfig, "No router can be learned from a deterministic log, so there is "
                                                   "nothing to study. Use embedding, difficulty or price.");
        if (!m_config.empty()) {
            auto text = readFile(m_config, "Could not read the configuration");
            if (!text)
                return std::move(text).error();
            auto config = trainConfigFromJson(*text, m_options.config);
            if (!config)
                return std::move(config).error();
            m_options.config = std::move(*config);
        }
        std::error_code error;
        fs::create_directories(m_out, error);
        if (error || !fs::is_directory(m_out))
            return makeError(ErrorCode::Io, "Could not make the folder '" + m_out +
                                                "': " + (error ? error.message() : "there is a file of that name") +
                                                ". Name another folder with --out.");
        return requireSafeFolder();
    }

    /// No result is written over what is read.
    Result<void> requireSafeFolder() const
    {
        std::vector<std::string> inputs = m_data;
        for (const std::string &value : m_embeddings)
            inputs.push_back(value.substr(value.find('=') + 1));
        for (const char *name : {kJournal, kCsv, kJson, kSummary}) {
            for (const std::string &input : inputs) {
                if (auto safe = requireSafeOutput(fs::path(m_out) / name, {input, m_config}); !safe)
                    return safe;
            }
        }
        return {};
    }

    Result<StudyJournal> openJournal(const std::vector<StudyTable> &tables, Console &console)
    {
        auto journal = StudyJournal::open(fs::path(m_out) / kJournal);
        if (!journal)
            return journal;
        std::vector<std::string> keys;
        for (const StudyTable &table : tables)
            keys.push_back(m_keys[table.name] = studyKey(table, m_options));
        if (journal->damagedLines() > 0)
            console.note("The journal in '" + m_out + "' has " + std::to_string(journal->damagedLines()) +
                         " lines that cannot be read; what they recorded is done again.");
        if (const std::size_t others = journal->recordsOfOthers(keys); others > 0)
            console.note(formatCount(static_cast<double>(others)) + " results in '" + m_out +
                         "' come from other data, another configuration or version, and are left aside.");
        return journal;
    }

    std::vector<StudyRecord> finished(const std::vector<StudyTable> &tables, const StudyJournal &journal) const
    {
        std::vector<StudyRecord> records;
        for (const StudyTable &table : tables) {
            for (const std::uint64_t seed : m_options.seeds) {
                for (const double bias : m_options.biases) {
                    for (const Method method : m_options.methods) {
                        if (auto record = journal.find(m_keys.at(table.name), {table.name, seed, bias},
                                                       std::string(methodInfo(method).key)))
                            records.push_back(std::move(*record));
                    }
                }
            }
        }
        return records;
    }

    Result<Answer> answer(const std::vector<StudyTable> &tables, const StudyJournal &journal, bool isStopped) const
    {
        const std::vector<StudyRecord> records = finished(tables, journal);
        const std::size_t planned =
            tables.size() * m_options.seeds.size() * m_options.biases.size() * m_options.methods.size();
        std::vector<std::string> names;
        for (const StudyTable &table : tables)
            names.push_back(table.name);
        const StudySummary summary = summarizeStudy(records, names);
        Answer answer;
        answer.interrupted = isStopped;
        answer.document = studyJson(records, summary);
        answer.document["complete"] = records.size() == planned;
        answer.document["note"] = kVerdictNote;
        if (!records.empty())
            answer.text = studyText(summary);
        if (records.size() < planned)
            answer.text += "\nStopped after " + formatCount(static_cast<double>(records.size())) + " of " +
                           formatCount(static_cast<double>(planned)) +
                           " results; the same command goes on from here.\n";
        const fs::path folder(m_out);
        if (auto written = writeFileAtomically(folder / kCsv, studyCsv(records)); !written)
            return std::move(written).error();
        if (auto written = writeFileAtomically(folder / kJson, answer.document.dump(2) + "\n"); !written)
            return std::move(written).error();
        if (auto written = writeFileAtomically(folder / kSummary, answer.text); !written)
            return std::move(written).error();
        answer.text += "\nWrote study.csv, study.json and summary.txt to '" + m_out + "'.\n";
        return answer;
    }

    std::vector<std::string> m_data;
    std::vector<std::string> m_embeddings;
    std::string m_out;
    std::string m_seeds = "1:5";
    std::string m_biases = "0.5,1,2";
    std::string m_methods = "all";
    std::string m_policy = "embedding";
    std::string m_config;
    StudyOptions m_options;
    std::map<std::string, std::string> m_keys; ///< set-up by data set
};

} // namespace

std::unique_ptr<Verb> makeStudyVerb()
{
    return std::make_unique<StudyVerb>();
}

} // namespace fairlead::cli
