#include "ui/pages/compare/compareoutcome.h"

namespace fairlead {

namespace {

constexpr double kCostQueries = 1000; ///< costs are shown per this many queries

} // namespace

Estimate outcomeOf(const PolicyValue &value, CompareOutcome outcome)
{
    switch (outcome) {
    case CompareOutcome::Utility:
        return value.utility;
    case CompareOutcome::Quality:
        return value.quality;
    case CompareOutcome::Cost:
        break;
    }
    return {kCostQueries * value.cost.value, kCostQueries * value.cost.se};
}

ForestContent::Unit unitOf(CompareOutcome outcome)
{
    return outcome == CompareOutcome::Cost ? ForestContent::Unit::Usd : ForestContent::Unit::Plain;
}

} // namespace fairlead
