#pragma once

#include "core/base/matrix.h"
#include "core/causal/log.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

/// Whether a log can carry an answer. Refuse hides the number and says why.
enum class Verdict { Ok, Caution, Refuse };
[[nodiscard]] std::string_view verdictKey(Verdict verdict);   ///< "OK", "CAUTION", "REFUSE"

/// How well the log supports statements about one model.
struct ModelSupport
{
    std::size_t count = 0;
    double share = 0;
    double effectiveSampleSize = 0;   ///< (sum w)^2 / sum w^2 over its rows, w = 1/e (Kish 1965)
    double clipShare = 0;             ///< of the queries it was available for: share with a propensity under the clip
    double largestWeight = 0;
    double calibrationError = 0;      ///< expected calibration error of e_t, ten equal-count bins
    Verdict verdict = Verdict::Ok;
    std::vector<std::string> reasons; ///< one sentence each, with what to do; empty when OK
};

struct SupportReport
{
    Verdict verdict = Verdict::Ok;
    std::vector<std::string> reasons;
    std::vector<ModelSupport> models;
};

/// First diagnosis of a log from propensities e (n x m, out-of-fold or logged). Thresholds: core/causal/thresholds.h.
/// @param names m model names, for the sentences
[[nodiscard]] SupportReport diagnoseSupport(const LogView &log, const MatrixD &propensity,
                                            const std::vector<std::string> &names);

} // namespace fairlead
