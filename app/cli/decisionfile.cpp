#include "app/cli/decisionfile.h"

#include "app/cli/csvcell.h"
#include "core/base/fileio.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace fairlead::cli {

namespace {

/// Shortest text that reads back as the same number.
std::string exact(double value)
{
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

void writeCsv(std::ostream &out, const Decisions &decisions)
{
    out << "query,lambda,model";
    for (const std::string &model : decisions.models)
        out << ',' << csvCell("score:" + model);
    out << '\n';
    const std::string lambda = exact(decisions.lambda);
    for (std::size_t i = 0; i < decisions.queries.size(); ++i) {
        out << csvCell(decisions.queries[i]) << ',' << lambda << ','
            << csvCell(decisions.models[static_cast<std::size_t>(decisions.chosen[i])]);
        for (const double score : decisions.scores.row(i))
            out << ',' << exact(score);
        out << '\n';
    }
}

void writeJsonLines(std::ostream &out, const Decisions &decisions)
{
    using Json = nlohmann::ordered_json;
    for (std::size_t i = 0; i < decisions.queries.size(); ++i) {
        Json scores = Json::object();
        for (std::size_t t = 0; t < decisions.models.size(); ++t)
            scores[decisions.models[t]] = decisions.scores(i, t);
        const Json line = {{"query", decisions.queries[i]},
                           {"lambda", decisions.lambda},
                           {"model", decisions.models[static_cast<std::size_t>(decisions.chosen[i])]},
                           {"scores", std::move(scores)}};
        out << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    }
}

} // namespace

Result<void> writeDecisions(const std::filesystem::path &path, const Decisions &decisions)
{
    return writeFileAtomically(path, [&](std::ostream &out) -> Result<void> {
        path.extension() == ".jsonl" ? writeJsonLines(out, decisions) : writeCsv(out, decisions);
        return {};
    });
}

} // namespace fairlead::cli
