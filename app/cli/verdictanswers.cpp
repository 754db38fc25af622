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

std::string reasonLines(const Judgement &judgement)
{
    std::string text;
    for (const std::string &reason : judgement.reasons)
        text += "  " + reason + "\n";
    return text;
}

} // namespace fairlead::cli
