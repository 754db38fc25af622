#include "core/experiment/trainingrecord.h"

#include <nlohmann/json.hpp>

namespace fairlead {

namespace {

using Json = nlohmann::json;

Json estimateJson(const Estimate &estimate)
{
    return {{"value", estimate.value}, {"se", estimate.se}};
}

EpochReport epochFrom(const Json &line)
{
    EpochReport epoch;
    epoch.epoch = line.at("epoch").get<int>();
    epoch.epochs = line.at("epochs").get<int>();
    epoch.loss = line.at("loss").is_number() ? line.at("loss").get<double>() : 0;
    epoch.seconds = line.value("seconds", 0.0);
    const std::string verdict = line.value("verdict", std::string());
    epoch.verdict = verdict == verdictKey(Verdict::Ok)        ? Verdict::Ok
                    : verdict == verdictKey(Verdict::Caution) ? Verdict::Caution
                                                              : Verdict::Refuse; // stored without one, or refused
    if (const auto heldOut = line.find("held_out_utility"); heldOut != line.end() && epoch.verdict != Verdict::Refuse)
        epoch.heldOutUtility = Estimate{heldOut->at("value").get<double>(), heldOut->at("se").get<double>()};
    return epoch;
}

} // namespace

std::string curveJson(const std::vector<EpochReport> &curve)
{
    Json lines = Json::array();
    for (const EpochReport &epoch : curve) {
        Json line = {
            {"epoch", epoch.epoch}, {"epochs", epoch.epochs}, {"loss", epoch.loss}, {"seconds", epoch.seconds}};
        line["verdict"] = verdictKey(epoch.verdict);
        if (epoch.heldOutUtility)
            line["held_out_utility"] = estimateJson(*epoch.heldOutUtility);
        lines.push_back(std::move(line));
    }
    return lines.dump();
}

std::vector<EpochReport> trainingCurve(const RouterRecord &record)
{
    std::vector<EpochReport> curve;
    try {
        for (const Json &line : Json::parse(record.curve))
            curve.push_back(epochFrom(line));
    } catch (const Json::exception &) {
        curve.clear(); // damaged: there is nothing to draw
    }
    return curve;
}

const PropensityChoice &propensityChoiceOf(const Run &run)
{
    return run.nuisances ? run.nuisances->propensityChoice : run.heldOut.propensityChoice;
}

std::string summaryJson(const Run &run, const TrainOutcome &outcome, bool isResumable)
{
    Json summary = {{"lambda_max", outcome.lambdaMax},
                    {"seconds", outcome.seconds},
                    {"stopped", outcome.stopped},
                    {"resumable", isResumable},
                    {"train_rows", run.data.trainRows.size()},
                    {"held_out_rows", run.data.heldOutRows.size()},
                    {"device", std::string(deviceKey(run.device))}};
    const PropensityChoice &propensity = propensityChoiceOf(run);
    summary["propensity_source"] = usedPropensityKey(propensity);
    if (propensity.check)
        summary["logged_propensity_check"] = Json::parse(toJson(*propensity.check, run.data.modelNames()));
    if (run.nuisances) {
        summary["quality_shrinkage"] = run.nuisances->qualityShrinkage;
        summary["cost_shrinkage"] = run.nuisances->costShrinkage;
    }
    summary["verdict"] = verdictKey(outcome.judgement.verdict);
    summary["reasons"] = outcome.judgement.reasons;
    if (outcome.heldOutUtility)
        summary["held_out_utility"] = estimateJson(*outcome.heldOutUtility);
    return summary.dump();
}

void withholdIfRefused(EpochReport &epoch, Verdict verdict)
{
    epoch.verdict = verdict;
    if (verdict == Verdict::Refuse)
        epoch.heldOutUtility.reset();
}

} // namespace fairlead
