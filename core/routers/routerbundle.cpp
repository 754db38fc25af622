#include "core/routers/routerbundle.h"

#include "core/base/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace fairlead {

namespace {

constexpr int kFormat = 1;
constexpr std::size_t kMostModels = 65535;
constexpr std::size_t kMostKnots = 4096;

Result<void> checkFormat(const TensorBundle &bundle)
{
    const auto field = bundle.metadata.find("format");
    if (field == bundle.metadata.end())
        return makeError(ErrorCode::BadInput, "This is not a Fairlead router: it carries no router format. "
                                              "Open a file written by Fairlead's export.");
    int format = 0;
    const std::string &text = field->second;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), format);
    if (fault != std::errc() || end != text.data() + text.size() || format < 1)
        return damagedRouter("its format number cannot be read");
    if (format > kFormat)
        return makeError(ErrorCode::NewerVersion, "The router was written by a newer Fairlead (router format " + text +
                                                      "). Update Fairlead to open it.");
    return {};
}

bool isAscendingFromZero(const std::vector<double> &knots)
{
    return knots.front() == 0 && std::adjacent_find(knots.begin(), knots.end(), std::greater_equal<>()) == knots.end();
}

} // namespace

Error damagedRouter(std::string_view cause)
{
    return makeError(ErrorCode::BadInput, "The router is damaged: " + std::string(cause) +
                                              ". Train or export it again, or use an undamaged copy.");
}

bool allFinite(std::span<const double> values)
{
    return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

bool allFinite(std::span<const float> values)
{
    return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

TensorBundle beginBundle(const Router &router)
{
    TensorBundle bundle;
    bundle.metadata["method"] = methodInfo(router.method()).key;
    bundle.metadata["format"] = std::to_string(kFormat);
    bundle.put("router.knots", std::span<const double>(router.knots()));
    bundle.put("router.tie_costs", std::span<const double>(router.tieCosts()));
    return bundle;
}

void markWithoutBase(TensorBundle &bundle)
{
    bundle.metadata["base"] = "none";
}

bool isWithoutBase(const TensorBundle &bundle)
{
    const auto field = bundle.metadata.find("base");
    return field != bundle.metadata.end() && field->second == "none";
}

Result<RouterHeader> readHeader(const TensorBundle &bundle)
{
    if (const auto format = checkFormat(bundle); !format)
        return format.error();
    const auto key = bundle.metadata.find("method");
    const auto method = methodFromKey(key == bundle.metadata.end() ? std::string_view() : key->second);
    if (!method)
        return damagedRouter("its method is unknown");
    auto knots = bundle.vectorD("router.knots");
    if (!knots)
        return knots.error();
    auto tieCosts = bundle.vectorD("router.tie_costs");
    if (!tieCosts)
        return tieCosts.error();
    if (knots->size() < 2 || knots->size() > kMostKnots || !allFinite(*knots) || !isAscendingFromZero(*knots))
        return damagedRouter("its knots do not ascend from zero");
    if (tieCosts->empty() || tieCosts->size() > kMostModels || !allFinite(*tieCosts))
        return damagedRouter("its model costs are not a list of finite numbers");
    return RouterHeader{*method, *std::move(knots), *std::move(tieCosts)};
}

Result<void> requireEmbeddings(const QueryBatch &queries)
{
    if (queries.embeddings == nullptr)
        return makeError(ErrorCode::BadInput, "The queries have no embeddings. Give embeddings, or prompts where the "
                                              "router came with its text encoder.");
    for (std::size_t i = 0; i < queries.embeddings->rows(); ++i) {
        if (!allFinite(queries.embeddings->row(i)))
            return makeError(ErrorCode::BadInput,
                             "The embedding of query " + formatCount(static_cast<double>(i + 1)) +
                                 " holds a value that is not a finite number. Correct or drop it.");
    }
    return {};
}

} // namespace fairlead
