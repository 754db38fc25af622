#include "core/causal/logcheck.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

bool allFinite(std::span<const double> values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

} // namespace

Result<void> checkLog(const MatrixD &z, const LogView &log)
{
    if (log.rows() == 0 || log.models == 0)
        return makeError(ErrorCode::Refused, "The log holds no served queries to learn from. Import a log first.");
    if (z.rows() != log.rows() || log.quality.size() != log.rows() || log.cost.size() != log.rows() || z.cols() == 0)
        return makeError(ErrorCode::Internal, "The log's columns and its embeddings differ in length.");
    const bool known = std::all_of(log.model.begin(), log.model.end(),
                                   [&](std::int32_t t) { return t >= 0 && static_cast<std::size_t>(t) < log.models; });
    if (!known)
        return makeError(ErrorCode::Internal, "The log names a model that is not in its list of models.");
    if (!allFinite({z.data(), z.size()}))
        return makeError(ErrorCode::BadInput, "The embeddings hold values that are not finite. Import them again.");
    if (!allFinite(log.quality) || !allFinite(log.cost))
        return makeError(ErrorCode::BadInput,
                         "The log holds a quality or a cost that is not a finite number. Import it again.");
    return {};
}

} // namespace fairlead
