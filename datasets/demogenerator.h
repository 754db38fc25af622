#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"
#include "core/store/dataset.h"
#include "core/store/workspace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fairlead {

struct DemoOptions
{
    std::size_t queries = 4000;
    std::uint64_t seed = 1;
    double bias = 1.5;   ///< how strongly the logging policy follows its habits; 0 is uniform logging
    double floor = 0.10; ///< share of traffic that is spread evenly over the models
};

/// Synthetic full feedback and a confounded log of it. n queries, m models.
struct DemoData
{
    std::vector<std::string> models;
    std::vector<Query> queries;
    FullOutcomes outcomes;
    LoggedOutcomes log; ///< without propensities, as most gateways log
    MatrixD propensity; ///< n x m, the logging policy's own
};

/// The same options give the same data on every machine with the same mathematical library. A prompt, its answers and
/// its served model come from streams of their own, so that other bias or floor leave prompts and outcomes as they are.
/// The split is the importer's: by a hash of the query id, three tenths held out.
[[nodiscard]] DemoData generateDemo(const DemoOptions &options);

/// Names of the two datasets that writeDemo makes.
inline constexpr const char *kDemoTruthName = "demo-truth";
inline constexpr const char *kDemoLogName = "demo";

/// Writes the full feedback as "demo-truth" and the log as "demo" with it as parent; one transaction.
[[nodiscard]] Result<void> writeDemo(Workspace &workspace, const DemoData &data, const DemoOptions &options);

} // namespace fairlead
