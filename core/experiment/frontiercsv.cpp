#include "core/base/fileio.h"
#include "core/experiment/analysis.h"

#include <charconv>
#include <ostream>

namespace fairlead {

namespace {

/// Shortest text that reads back as the same number.
std::string exact(double value)
{
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
}

std::string quoted(const std::string &name)
{
    if (name.find_first_of(",\"\r\n") == std::string::npos)
        return name;
    std::string out = "\"";
    for (const char c : name)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

void writeHeader(std::ostream &out, const RouterAnalysis &analysis)
{
    out << "lambda,verdict,quality,quality_se,cost,cost_se,utility,utility_se";
    if (analysis.index->hasTruth())
        out << ",quality_truth,cost_truth,utility_truth";
    for (const ModelInfo &model : analysis.models)
        out << ',' << quoted("share:" + model.name);
    out << '\n';
}

/// A refused estimate stays an empty cell.
void writePoint(std::ostream &out, const OperatingPoint &point, Verdict verdict, double queries)
{
    out << exact(point.lambda) << ',' << verdictKey(verdict);
    for (const Estimate &estimate : {point.dr->quality, point.dr->cost, point.dr->utility}) {
        if (verdict == Verdict::Refuse)
            out << ",,";
        else
            out << ',' << exact(estimate.value) << ',' << exact(estimate.se);
    }
    if (point.truth) {
        for (const Estimate &estimate : {point.truth->quality, point.truth->cost, point.truth->utility})
            out << ',' << exact(estimate.value);
    }
    for (const std::uint32_t count : point.counts)
        out << ',' << exact(count / queries);
    out << '\n';
}

} // namespace

Result<std::size_t> writeFrontierCsv(const RouterAnalysis &analysis, const std::filesystem::path &path)
{
    std::size_t points = 0;
    auto written = writeFileAtomically(path, [&](std::ostream &out) -> Result<void> {
        writeHeader(out, analysis);
        analysis.index->forEachPoint([&](const OperatingPoint &point) {
            writePoint(out, point, analysis.judge(point.lambda).verdict,
                       static_cast<double>(analysis.index->queries()));
            ++points;
        });
        return {};
    });
    if (!written)
        return written.error();
    return points;
}

} // namespace fairlead
