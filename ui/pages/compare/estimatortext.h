#pragma once

#include "core/causal/support.h"
#include "core/evaluation/disagreement.h"

#include <QString>

namespace fairlead {

/// What an estimator does, in one sentence.
[[nodiscard]] QString estimatorSentence(Estimator estimator);

/// Whether the estimators agree, who stands apart, and what to do about it; then what they rest on and its verdict.
[[nodiscard]] QString readingText(const EstimatorComparison &comparison, const DisagreementReading &reading,
                                  const Judgement &judgement);

} // namespace fairlead
