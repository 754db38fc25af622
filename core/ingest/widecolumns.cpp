#include "core/ingest/widecolumns.h"

#include <algorithm>

namespace fairlead {

namespace {

constexpr std::string_view kQualitySuffix = "__quality";
constexpr std::string_view kCostSuffix = "__cost";
constexpr std::string_view kTotalCostSuffix = "|total_cost";
constexpr std::string_view kResponseSuffix = "|model_response";

bool hasSuffix(std::string_view column, std::string_view suffix)
{
    return column.size() > suffix.size() && column.ends_with(suffix);
}

std::string withoutSuffix(std::string_view column, std::string_view suffix)
{
    return std::string(column.substr(0, column.size() - suffix.size()));
}

bool contains(std::span<const std::string> columns, const std::string &name)
{
    return std::find(columns.begin(), columns.end(), name) != columns.end();
}

Error halfPair(const std::string &subject, const std::string &model, const char *has, const std::string &missing)
{
    return makeError(ErrorCode::BadInput, subject + "the model '" + model + "' has a " + has + " but no column '" +
                                              missing + "'. Add that column, or leave the model out.");
}

Result<std::optional<WideColumns>> findPairs(std::span<const std::string> columns, const std::string &subject)
{
    WideColumns wide{"MODEL__quality / MODEL__cost", {}};
    for (const std::string &column : columns) {
        if (!hasSuffix(column, kQualitySuffix))
            continue;
        const std::string model = withoutSuffix(column, kQualitySuffix);
        const std::string cost = model + std::string(kCostSuffix);
        if (!contains(columns, cost))
            return halfPair(subject, model, "quality", cost);
        wide.models.push_back({model, column, cost});
    }
    return wide.models.empty() ? std::nullopt : std::optional(std::move(wide));
}

Result<std::optional<WideColumns>> findRouterBench(std::span<const std::string> columns, const std::string &subject)
{
    WideColumns wide{"RouterBench", {}};
    for (const std::string &column : columns) {
        if (hasSuffix(column, kResponseSuffix)) {
            const std::string model = withoutSuffix(column, kResponseSuffix);
            const std::string cost = model + std::string(kTotalCostSuffix);
            if (contains(columns, model) && !contains(columns, cost))
                return halfPair(subject, model, "quality", cost);
        }
        if (!hasSuffix(column, kTotalCostSuffix))
            continue;
        const std::string model = withoutSuffix(column, kTotalCostSuffix);
        if (!contains(columns, model))
            return halfPair(subject, model, "cost", model);
        wide.models.push_back({model, model, column});
    }
    return wide.models.empty() ? std::nullopt : std::optional(std::move(wide));
}

} // namespace

Result<std::optional<WideColumns>> findWideColumns(std::span<const std::string> columns, const std::string &subject)
{
    auto pairs = findPairs(columns, subject);
    if (!pairs || *pairs)
        return pairs;
    return findRouterBench(columns, subject);
}

bool isWideExtra(std::string_view column)
{
    return hasSuffix(column, kResponseSuffix);
}

} // namespace fairlead
