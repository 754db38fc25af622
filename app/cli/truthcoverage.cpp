#include "app/cli/truthcoverage.h"

#include "app/cli/answers.h"
#include "core/experiment/studyvalue.h"

namespace fairlead::cli {

TruthCoverage coverageOver(const SweepIndex &index, double lo, double hi)
{
    const std::vector<double> lambdas = coverageLambdas(lo, hi);
    const auto share = [&](bool isCovered) { return isCovered ? 1.0 / static_cast<double>(lambdas.size()) : 0.0; };
    TruthCoverage coverage;
    for (const double lambda : lambdas) {
        const OperatingPoint point = index.at(lambda);
        coverage.quality += share(covers(point.dr->quality, point.truth->quality.value));
        coverage.cost += share(covers(point.dr->cost, point.truth->cost.value));
        coverage.utility += share(covers(point.dr->utility, point.truth->utility.value));
    }
    return coverage;
}

void putCoverage(Json &document, const std::optional<TruthCoverage> &coverage)
{
    document["coverage_quality"] = coverage ? Json(coverage->quality) : Json();
    document["coverage_cost"] = coverage ? Json(coverage->cost) : Json();
    document["coverage_utility"] = coverage ? Json(coverage->utility) : Json();
}

std::optional<double> trainSecondsOf(const RouterRecord &router)
{
    const Json summary = storedJson(router.summary);
    const auto seconds = summary.is_object() ? summary.find("seconds") : summary.end();
    return seconds != summary.end() && seconds->is_number() ? std::optional(seconds->get<double>()) : std::nullopt;
}

} // namespace fairlead::cli
