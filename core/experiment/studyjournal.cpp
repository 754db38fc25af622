#include "core/experiment/studyjournal.h"

#include "core/base/fileio.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sstream>
#include <unistd.h>

namespace fairlead {

namespace {

using Json = nlohmann::json;

Json toJson(const std::string &key, const StudyRecord &record)
{
    const StudyValue &value = record.value;
    return {{"key", key},
            {"data_set", record.cell.dataSet},
            {"seed", record.cell.seed},
            {"bias", record.cell.bias},
            {"method", record.method},
            {"lambda_max", record.lambdaMax},
            {"verdict", verdictKey(value.verdict)},
            {"mean_regret_truth", value.meanRegret},
            {"mean_utility_truth", value.meanUtility},
            {"mean_utility_dr", value.utilityEstimate.value},
            {"mean_utility_dr_se", value.utilityEstimate.se},
            {"coverage_quality", value.coverageQuality},
            {"coverage_cost", value.coverageCost},
            {"coverage_utility", value.coverageUtility},
            {"train_seconds", record.trainSeconds}};
}

std::optional<Verdict> verdictFromKey(std::string_view key)
{
    for (const Verdict verdict : {Verdict::Ok, Verdict::Caution, Verdict::Refuse}) {
        if (key == verdictKey(verdict))
            return verdict;
    }
    return std::nullopt;
}

/// Nothing where the verdict is none; what else is missing throws.
std::optional<StudyRecord> recordFrom(const Json &json)
{
    const auto verdict = verdictFromKey(json.at("verdict").get<std::string>());
    if (!verdict)
        return std::nullopt;
    const auto number = [&](const char *name) { return json.at(name).get<double>(); };
    StudyRecord record;
    record.cell = {json.at("data_set").get<std::string>(), json.at("seed").get<std::uint64_t>(), number("bias")};
    record.method = json.at("method").get<std::string>();
    record.lambdaMax = number("lambda_max");
    record.value.meanRegret = number("mean_regret_truth");
    record.value.meanUtility = number("mean_utility_truth");
    record.value.utilityEstimate = {number("mean_utility_dr"), number("mean_utility_dr_se")};
    record.value.coverageQuality = number("coverage_quality");
    record.value.coverageCost = number("coverage_cost");
    record.value.coverageUtility = number("coverage_utility");
    record.value.verdict = *verdict;
    record.trainSeconds = number("train_seconds");
    return record;
}

Error writeError(const std::filesystem::path &path)
{
    return makeError(ErrorCode::Io, "Could not write '" + path.string() + "': " + std::strerror(errno) +
                                        ". Check that the folder is writable and the disk has room; what was "
                                        "finished is kept.");
}

/// Appends in one write and waits for the disk.
Result<void> appendDurably(const std::filesystem::path &path, const std::string &bytes)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0)
        return writeError(path);
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    const bool isWhole = written == static_cast<ssize_t>(bytes.size()) && ::fsync(file) == 0;
    Result<void> result;
    if (!isWhole)
        result = writeError(path);
    ::close(file);
    return result;
}

} // namespace

Result<StudyJournal> StudyJournal::open(const std::filesystem::path &path)
{
    StudyJournal journal;
    journal.m_path = path;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored) || std::filesystem::file_size(path, ignored) == 0) {
        if (auto made = appendDurably(path, ""); !made)
            return made.error();
        return journal;
    }
    auto text = readFile(path, "Could not read the study's journal");
    if (!text)
        return text.error();
    journal.m_endsOpen = !text->empty() && text->back() != '\n';
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty())
            journal.readLine(line);
    }
    return journal;
}

void StudyJournal::readLine(const std::string &line)
{
    try {
        const Json json = Json::parse(line);
        auto record = recordFrom(json);
        if (!record) {
            ++m_damaged;
            return;
        }
        const Place place{json.at("key").get<std::string>(), record->cell, record->method};
        m_records[place] = std::move(*record);
    } catch (const Json::exception &) {
        ++m_damaged;
    }
}

std::optional<StudyRecord> StudyJournal::find(const std::string &key, const StudyCell &cell,
                                              const std::string &method) const
{
    const auto at = m_records.find({key, cell, method});
    return at == m_records.end() ? std::nullopt : std::optional(at->second);
}

Result<void> StudyJournal::append(const std::string &key, const StudyRecord &record)
{
    const std::string line = (m_endsOpen ? "\n" : "") + toJson(key, record).dump() + "\n";
    if (auto written = appendDurably(m_path, line); !written)
        return written.error();
    m_endsOpen = false;
    m_records[{key, record.cell, record.method}] = record;
    return {};
}

std::size_t StudyJournal::recordsOfOthers(const std::vector<std::string> &keys) const
{
    return static_cast<std::size_t>(std::count_if(m_records.begin(), m_records.end(), [&](const auto &entry) {
        return std::find(keys.begin(), keys.end(), entry.first.key) == keys.end();
    }));
}

} // namespace fairlead
