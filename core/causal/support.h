#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/causal/balance.h"
#include "core/causal/log.h"
#include "core/causal/predictability.h"
#include "core/features/featurerows.h"

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

/// Whether a log can carry an answer. Refuse hides the number and says why.
enum class Verdict
{
    Ok,
    Caution,
    Refuse
};
[[nodiscard]] std::string_view verdictKey(Verdict verdict); ///< "OK", "CAUTION", "REFUSE"

/// A verdict with its reasons, one sentence each with what to do: what travels beside every estimate.
struct Judgement
{
    Verdict verdict = Verdict::Ok;
    std::vector<std::string> reasons;

    /// Raises the verdict, never lowers it, and says why.
    void add(Verdict raised, std::string reason);
    void add(const Judgement &other);
};

/// What a reason is about; what can be done follows from it (core/causal/remedies.h).
enum class SupportIssue
{
    Other, ///< the reason itself says what to do
    EmptyLog,
    OneModelOnly,
    FixedRule,           ///< a rule foretells the choices
    CertainPropensities, ///< logged propensities of one
    LittleOverlap,
    UnsupportedModels, ///< models that are refused, for the log as a whole
    ThinModels,        ///< models of which one has to be careful, likewise
    NoRows,
    FewRows,
    FewEffectiveRows,
    HeavyRow,
    UnderClip,
    Miscalibrated,
    Imbalanced
};

/// One reason without its advice, and what it raised the verdict to.
struct SupportFinding
{
    SupportIssue issue = SupportIssue::Other;
    Verdict raised = Verdict::Ok;
    std::string fact;
};

/// How well the log supports statements about one model.
struct ModelSupport
{
    std::size_t count = 0;
    double share = 0;
    double effectiveSampleSize = 0; ///< (sum w)^2 / sum w^2 over its rows, w = 1/e (Kish 1965)
    double clipShare = 0;           ///< of the queries it was available for: share with a propensity under the clip
    double largestWeight = 0;
    double calibrationError = 0; ///< expected calibration error of e_t, ten equal-count bins
    Verdict verdict = Verdict::Ok;
    std::vector<std::string> reasons; ///< one sentence each, with what to do; empty when OK
    ModelBalance balance = {};        ///< along the leading principal directions; empty where features were not given
    std::vector<SupportFinding> findings = {}; ///< one per reason

    [[nodiscard]] Judgement judgement() const { return {verdict, reasons}; }
};

struct SupportReport
{
    Verdict verdict = Verdict::Ok;
    std::vector<std::string> reasons;
    std::vector<ModelSupport> models;
    std::optional<Predictability> predictability = std::nullopt; ///< where features were given
    std::vector<SupportFinding> findings = {};                   ///< one per reason

    /// Why the verdict is not OK: the report's own reasons, then each model's, which name it. No reasons for OK.
    [[nodiscard]] Judgement judgement() const;
};

/// First diagnosis of a log from propensities e (n x m, out-of-fold or logged). Thresholds: core/causal/thresholds.h.
/// @param names m model names, for the sentences
[[nodiscard]] SupportReport diagnoseSupport(const LogView &log, const MatrixD &propensity,
                                            const std::vector<std::string> &names);

/// The same with the features that the choice could look at: covariate balance before and after weighting, and whether
/// a rule foretells the choice better than the propensities allow.
/// @param z n x d, standardised
[[nodiscard]] Result<SupportReport> diagnoseSupport(const LogView &log, const MatrixD &propensity,
                                                    const std::vector<std::string> &names, const FeatureRows &z,
                                                    std::stop_token stop);

} // namespace fairlead
