#include "app/cli/verdictanswers.h"

namespace fairlead::cli {

void putVerdict(Json &document, const Judgement &judgement)
{
    document["verdict"] = verdictKey(judgement.verdict);
    document["reasons"] = judgement.reasons;
}

void putEstimate(Json &document, const std::string &name, const std::optional<Estimate> &estimate, Verdict verdict)
{
    const bool shown = estimate && verdict != Verdict::Refuse;
    document[name] = shown ? Json(estimate->value) : Json();
    document[name + "_se"] = shown ? Json(estimate->se) : Json();
    document[name + "_ci95"] = shown ? Json::array({estimate->lower(), estimate->upper()}) : Json();
}

Json toJson(const ModelBalance &balance)
{
    return {{"largest_smd_before", balance.largestBefore},
            {"largest_smd_after", balance.largestAfter},
            {"mean_smd_before", balance.meanBefore},
            {"mean_smd_after", balance.meanAfter},
            {"excess_smd_after", balance.excess},
            {"smd_before", balance.before},
            {"smd_after", balance.after}};
}

Json toJson(const Predictability &predictability)
{
    return {{"most_served_share", predictability.mostServed},
            {"promised_by_propensities", predictability.promised},
            {"foretold_by_neighbours", predictability.neighbours},
            {"fitted_by_linear_rule", predictability.separable ? Json(*predictability.separable) : Json()},
            {"unexplained_share", predictability.unexplained()}};
}

std::string reasonLines(const Judgement &judgement)
{
    std::string text;
    for (const std::string &reason : judgement.reasons)
        text += "  " + reason + "\n";
    return text;
}

} // namespace fairlead::cli
