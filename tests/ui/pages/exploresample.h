#pragma once

#include "core/experiment/analysis.h"

#include <memory>
#include <string>

namespace fairlead {

/// What a made-up analysis looks like.
struct SampleOptions
{
    std::int64_t id = 1;
    std::string name = "rm-interval";
    std::size_t queries = 2000;
    bool truth = true;
    Verdict verdict = Verdict::Ok;
    double noise = 0.06; ///< of the router's own beliefs: more makes a worse router
};

/// A router over eight models of different price and strength, on a confounded log with known truth; the index is the
/// real one, built from made-up scores.
[[nodiscard]] std::shared_ptr<const RouterAnalysis> sampleAnalysis(const SampleOptions &options = {});

} // namespace fairlead
