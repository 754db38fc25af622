#include "core/base/fileio.h"
#include "core/experiment/analysis.h"
#include "core/experiment/csvcell.h"

#include <ostream>

namespace fairlead {

namespace {

void writeHeader(std::ostream &out, const RouterAnalysis &analysis)
{
    out << "lambda,verdict,quality,quality_se,cost,cost_se,utility,utility_se";
    if (analysis.index->hasTruth())
        out << ",quality_truth,cost_truth,utility_truth";
    for (const ModelInfo &model : analysis.models)
        out << ',' << textCell("share:" + model.name);
    out << '\n';
}

/// A refused estimate stays an empty cell.
void writePoint(std::ostream &out, const OperatingPoint &point, Verdict verdict, double queries)
{
    out << exactCell(point.lambda) << ',' << verdictKey(verdict);
    for (const Estimate &estimate : {point.dr->quality, point.dr->cost, point.dr->utility}) {
        if (verdict == Verdict::Refuse)
            out << ",,";
        else
            out << ',' << exactCell(estimate.value) << ',' << exactCell(estimate.se);
    }
    if (point.truth) {
        for (const Estimate &estimate : {point.truth->quality, point.truth->cost, point.truth->utility})
            out << ',' << exactCell(estimate.value);
    }
    for (const std::uint32_t count : point.counts)
        out << ',' << exactCell(count / queries);
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
