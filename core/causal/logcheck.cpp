#include "core/causal/logcheck.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace fairlead {

namespace {

bool allFinite(std::span<const double> values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

Result<void> checkAvailable(const LogView &log)
{
    if (log.available == nullptr)
        return {};
    if (log.available->rows() != log.rows() || log.available->cols() != log.models)
        return makeError(ErrorCode::Internal, "The log's candidate sets and its rows differ in number.");
    for (std::size_t i = 0; i < log.rows(); ++i) {
        if (!log.isAvailable(i, static_cast<std::size_t>(log.model[i])))
            return makeError(ErrorCode::BadInput, "The model that served row " + std::to_string(i + 1) +
                                                      " of the log is not among its candidates. Import the log again.");
    }
    return {};
}

} // namespace

Result<void> checkLog(const FeatureRows &z, const LogView &log)
{
    if (log.rows() == 0 || log.models == 0)
        return makeError(ErrorCode::Refused, "The log holds no served queries to learn from. Import a log first.");
    if (z.rows() != log.rows() || log.quality.size() != log.rows() || log.cost.size() != log.rows() || z.cols() == 0)
        return makeError(ErrorCode::Internal, "The log's columns and its embeddings differ in length.");
    const bool known = std::all_of(log.model.begin(), log.model.end(),
                                   [&](std::int32_t t) { return t >= 0 && static_cast<std::size_t>(t) < log.models; });
    if (!known)
        return makeError(ErrorCode::Internal, "The log names a model that is not in its list of models.");
    if (auto candidates = checkAvailable(log); !candidates)
        return candidates;
    if (!z.allFinite())
        return makeError(ErrorCode::BadInput, "The embeddings hold values that are not finite. Import them again.");
    if (!allFinite(log.quality) || !allFinite(log.cost))
        return makeError(ErrorCode::BadInput,
                         "The log holds a quality or a cost that is not a finite number. Import it again.");
    return {};
}

} // namespace fairlead
