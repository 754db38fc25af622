#include "app/cli/answers.h"

#include "app/cli/texttable.h"
#include "core/base/format.h"

namespace fairlead::cli {

namespace {

constexpr std::size_t kWarningsShown = 5;

} // namespace

std::string_view errorKey(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return "not-found";
    case ErrorCode::BadInput:
        return "bad-input";
    case ErrorCode::BadConfig:
        return "bad-config";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::Locked:
        return "locked";
    case ErrorCode::NewerVersion:
        return "newer-version";
    case ErrorCode::NotAWorkspace:
        return "not-a-workspace";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::Refused:
        return "refused";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Internal:
        break;
    }
    return "internal";
}

std::string_view datasetKindKey(DatasetKind kind)
{
    return kind == DatasetKind::Log ? "log" : "full-feedback";
}

Json toJson(const DatasetInfo &info)
{
    return {{"name", info.name},
            {"kind", datasetKindKey(info.kind)},
            {"source", info.source},
            {"created", info.created},
            {"has_truth", info.kind == DatasetKind::FullFeedback || info.parent.has_value()},
            {"queries", info.queryCount},
            {"training_queries", info.trainCount},
            {"models", info.modelCount},
            {"embedding_dim", info.embeddingDim},
            {"embeddings_from_text", info.embeddingsFromText},
            {"has_prompts", info.hasPrompts},
            {"has_propensity", info.hasPropensity},
            {"has_candidates", info.hasCandidates},
            {"data_hash", info.dataHash},
            {"settings", storedJson(info.settings)}};
}

Json toJson(const std::vector<ModelInfo> &models)
{
    Json list = Json::array();
    for (const ModelInfo &model : models)
        list.push_back({{"name", model.name},
                        {"rows", model.count},
                        {"mean_quality", model.meanQuality},
                        {"mean_cost", model.meanCost}});
    return list;
}

std::string modelTable(const std::vector<ModelInfo> &models)
{
    TextTable table({"Model", ">Rows", ">Mean quality", ">Cost per 1,000"});
    for (const ModelInfo &model : models)
        table.addRow({model.name, formatCount(static_cast<double>(model.count)), formatFixed(model.meanQuality, 3),
                      formatUsd(1000 * model.meanCost)});
    return table.text();
}

Json storedJson(const std::string &text)
{
    Json parsed = Json::parse(text, nullptr, false);
    return parsed.is_discarded() ? Json(text) : parsed;
}

std::string withInterval(const Estimate &estimate, int decimals)
{
    return formatFixed(estimate.value, decimals) + " [" + formatFixed(estimate.lower(), decimals) + ", " +
           formatFixed(estimate.upper(), decimals) + "]";
}

std::string costWithInterval(const Estimate &perQuery)
{
    return formatUsd(1000 * perQuery.value) + " [" + formatUsd(1000 * perQuery.lower()) + ", " +
           formatUsd(1000 * perQuery.upper()) + "]";
}

std::string describeWarnings(const std::vector<ImportWarning> &warnings, std::size_t warningCount, std::size_t rejected,
                             std::size_t read)
{
    if (warnings.empty())
        return {};
    std::string text =
        formatCount(static_cast<double>(rejected)) + " of " + formatCount(static_cast<double>(read)) + " rows rejected";
    if (warningCount > rejected)
        text += ", " + formatCount(static_cast<double>(warningCount - rejected)) + " read with a remark";
    text += "\n";
    for (std::size_t i = 0; i < std::min(kWarningsShown, warnings.size()); ++i) {
        text += "  line " + std::to_string(warnings[i].line);
        if (!warnings[i].field.empty())
            text += ", " + warnings[i].field;
        text += ": " + warnings[i].message + "\n";
    }
    if (warningCount > kWarningsShown)
        text += "  and " + formatCount(static_cast<double>(warningCount - kWarningsShown)) + " more\n";
    return text;
}

} // namespace fairlead::cli
