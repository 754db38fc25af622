#include "app/cli/studyinputs.h"

#include "core/base/format.h"
#include "core/base/random.h"
#include "core/ingest/import.h"
#include "core/ingest/npy.h"
#include "core/store/datasetrepository.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

namespace fairlead::cli {

namespace {

constexpr std::size_t kMostSeeds = 10'000;

std::vector<std::string> splitAtCommas(const std::string &text)
{
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end = text.find(','); end != std::string::npos; end = text.find(',', begin)) {
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    parts.push_back(text.substr(begin));
    return parts;
}

template <typename Number>
bool parseWhole(std::string_view text, Number &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

bool isNone(const std::string &file)
{
    return file.empty() || file == "-" || file == "none";
}

std::string stemOf(const std::string &path)
{
    return std::filesystem::path(path).stem().string();
}

std::string count(std::size_t value)
{
    return formatCount(static_cast<double>(value));
}

/// A data argument: a file of rows, or a workspace with perhaps one of its datasets.
struct Source
{
    std::string path;
    std::string dataset;
    bool isWorkspace = false;
};

bool looksLikeWorkspace(const std::string &path)
{
    constexpr std::string_view kHeader = "SQLite format 3";
    std::string head(kHeader.size(), ' ');
    std::ifstream in(path, std::ios::binary);
    return in.read(head.data(), static_cast<std::streamsize>(head.size())) && head == kHeader;
}

Source sourceOf(const std::string &argument)
{
    if (std::filesystem::exists(argument))
        return {argument, {}, looksLikeWorkspace(argument)};
    const std::size_t colon = argument.rfind(':');
    if (colon != std::string::npos && looksLikeWorkspace(argument.substr(0, colon)))
        return {argument.substr(0, colon), argument.substr(colon + 1), true};
    return {argument, {}, false};
}

Result<std::size_t> rowsOfTable(const std::string &path, Console &console)
{
    auto report = previewImport({path, stemOf(path), {}, {}}, console.stop(), console.progress());
    if (!report)
        return std::move(report).error();
    return report->rowsRead;
}

/// Embedding files that name no table, given to the tables whose row count they fit.
Result<void> matchByRows(const std::vector<std::string> &data, const std::vector<std::string> &files,
                         EmbeddingMatch &match, Console &console)
{
    std::vector<std::size_t> tableRows(data.size(), 0);
    for (std::size_t d = 0; d < data.size(); ++d) {
        if (sourceOf(data[d]).isWorkspace || !match.files[d].empty())
            continue;
        auto rows = rowsOfTable(data[d], console);
        if (!rows)
            return std::move(rows).error();
        tableRows[d] = *rows;
    }
    for (const std::string &file : files) {
        auto matrix = readNpy(file, console.stop());
        if (!matrix)
            return std::move(matrix).error();
        const auto fits = static_cast<std::size_t>(std::count(tableRows.begin(), tableRows.end(), matrix->rows()));
        const auto at =
            static_cast<std::size_t>(std::find(tableRows.begin(), tableRows.end(), matrix->rows()) - tableRows.begin());
        if (fits != 1 || !match.files[at].empty())
            return makeError(ErrorCode::BadInput,
                             "It is not clear which table the embeddings '" + file + "' belong to: they have " +
                                 count(matrix->rows()) + " rows, and " +
                                 (fits == 0 ? "no table has as many" : "more than one table or file fits") +
                                 ". Write NAME=FILE with the data file's name without its ending, or one value per "
                                 "data file in order, none where it has no embeddings.");
        match.files[at] = file;
        match.notes.push_back("Embeddings '" + file + "' (" + count(matrix->rows()) + " rows) belong to '" +
                              stemOf(data[at]) + "', the one table with as many rows.");
    }
    return {};
}

Result<std::size_t> tableNamed(const std::vector<std::string> &data, const std::string &name)
{
    std::vector<std::size_t> found;
    for (std::size_t d = 0; d < data.size(); ++d) {
        if (stemOf(data[d]) == name)
            found.push_back(d);
    }
    if (found.size() == 1)
        return found.front();
    return makeError(ErrorCode::BadConfig, "--embeddings names the table '" + name + "', " +
                                               (found.empty() ? "which is none of the data files"
                                                              : "and more than one data file is called so") +
                                               ". Use a data file's name without its ending.");
}

Result<void> readWorkspace(const Source &source, std::vector<StudyTable> &tables)
{
    auto workspace = Workspace::open(source.path);
    if (!workspace)
        return std::move(workspace).error();
    const DatasetRepository repository(*workspace);
    std::vector<DatasetInfo> chosen;
    if (!source.dataset.empty()) {
        auto info = repository.byName(source.dataset);
        if (!info)
            return std::move(info).error();
        chosen.push_back(std::move(*info));
    } else {
        auto all = repository.list();
        if (!all)
            return std::move(all).error();
        std::copy_if(all->begin(), all->end(), std::back_inserter(chosen),
                     [](const DatasetInfo &info) { return info.kind == DatasetKind::FullFeedback; });
    }
    if (chosen.empty())
        return makeError(ErrorCode::BadInput, "Workspace '" + source.path +
                                                  "' holds no full feedback, and a study needs the answers of every "
                                                  "model. Import such a table first.");
    for (const DatasetInfo &info : chosen) {
        auto table = readStudyTable(*workspace, info);
        if (!table)
            return std::move(table).error();
        tables.push_back(std::move(*table));
    }
    return {};
}

void makeNamesDistinct(std::vector<StudyTable> &tables)
{
    for (std::size_t d = 0; d < tables.size(); ++d) {
        const std::string base = tables[d].name;
        const auto isTaken = [&](const std::string &name) {
            return std::any_of(tables.begin(), tables.begin() + static_cast<std::ptrdiff_t>(d),
                               [&](const StudyTable &each) { return each.name == name; });
        };
        for (int k = 2; isTaken(tables[d].name); ++k)
            tables[d].name = base + " " + std::to_string(k);
    }
}

} // namespace

Result<std::vector<std::uint64_t>> parseSeeds(const std::string &text)
{
    std::vector<std::uint64_t> seeds;
    for (const std::string &part : splitAtCommas(text)) {
        const std::size_t colon = part.find(':');
        std::uint64_t lo = 0;
        std::uint64_t hi = 0;
        const bool isRange = parseWhole(std::string_view(part).substr(0, colon), lo) &&
                             (colon == std::string::npos || parseWhole(std::string_view(part).substr(colon + 1), hi));
        hi = colon == std::string::npos ? lo : hi;
        if (!isRange || hi < lo || hi > kLargestSeed || hi - lo >= kMostSeeds)
            return makeError(ErrorCode::BadConfig, "Seeds are whole numbers, such as 1:5 or 1,2,7; '" + part +
                                                       "' is neither a number nor a range from low to high.");
        for (std::uint64_t seed = lo; seed <= hi; ++seed) {
            if (std::find(seeds.begin(), seeds.end(), seed) == seeds.end())
                seeds.push_back(seed);
        }
    }
    return seeds;
}

Result<std::vector<double>> parseNumbers(const std::string &text)
{
    std::vector<double> numbers;
    for (const std::string &part : splitAtCommas(text)) {
        double number = 0;
        if (!parseWhole(std::string_view(part), number) || !std::isfinite(number))
            return makeError(ErrorCode::BadConfig,
                             "'" + part + "' is not a number. Write numbers set apart by commas, such as 0.5,1,2.");
        if (std::find(numbers.begin(), numbers.end(), number) == numbers.end())
            numbers.push_back(number);
    }
    return numbers;
}

Result<EmbeddingMatch> matchEmbeddings(const std::vector<std::string> &data, const std::vector<std::string> &embeddings,
                                       Console &console)
{
    EmbeddingMatch match;
    match.files.resize(data.size());
    std::vector<std::string> unnamed;
    bool isAnyNamed = false;
    for (const std::string &value : embeddings) {
        for (const std::string &part : splitAtCommas(value)) {
            const std::size_t equals = part.find('=');
            if (equals == std::string::npos || std::filesystem::exists(part)) {
                unnamed.push_back(part);
                continue;
            }
            isAnyNamed = true;
            auto at = tableNamed(data, part.substr(0, equals));
            if (!at)
                return std::move(at).error();
            const std::string file = part.substr(equals + 1);
            match.files[*at] = isNone(file) ? std::string() : file;
        }
    }
    if (unnamed.size() > data.size())
        return makeError(ErrorCode::BadConfig, "There are " + std::to_string(unnamed.size()) + " embeddings and only " +
                                                   std::to_string(data.size()) +
                                                   " data files. Give at most one per data file.");
    if (!isAnyNamed && unnamed.size() == data.size()) {
        for (std::size_t d = 0; d < data.size(); ++d)
            match.files[d] = isNone(unnamed[d]) ? std::string() : unnamed[d];
        return match;
    }
    unnamed.erase(std::remove_if(unnamed.begin(), unnamed.end(), isNone), unnamed.end());
    if (!unnamed.empty()) {
        if (auto matched = matchByRows(data, unnamed, match, console); !matched)
            return std::move(matched).error();
    }
    return match;
}

Result<std::vector<StudyTable>> readStudyTables(const std::vector<std::string> &data,
                                                const std::vector<std::string> &embeddings, Console &console)
{
    auto match = matchEmbeddings(data, embeddings, console);
    if (!match)
        return std::move(match).error();
    for (const std::string &note : match->notes)
        console.note(note);
    std::vector<StudyTable> tables;
    for (std::size_t d = 0; d < data.size(); ++d) {
        const Source source = sourceOf(data[d]);
        if (source.isWorkspace) {
            if (!match->files[d].empty())
                return makeError(ErrorCode::BadConfig, "'" + data[d] +
                                                           "' is a workspace, whose datasets bring their own "
                                                           "embeddings. Write none in its place.");
            if (auto read = readWorkspace(source, tables); !read)
                return std::move(read).error();
            continue;
        }
        const auto file =
            match->files[d].empty() ? std::nullopt : std::optional<std::filesystem::path>(match->files[d]);
        auto table = readStudyTable(source.path, file, console.stop(), console.progress());
        if (!table)
            return std::move(table).error();
        tables.push_back(std::move(*table));
    }
    makeNamesDistinct(tables);
    for (const StudyTable &table : tables) {
        if (table.incompleteRows > 0)
            console.note("'" + table.name + "': " + count(table.incompleteRows) +
                         " queries that some model did not answer are left out; " + count(table.rows()) + " stay.");
    }
    return tables;
}

} // namespace fairlead::cli
