#include "core/experiment/training.h"

#include "core/evaluation/routersupport.h"
#include "core/experiment/networkmethods.h"
#include "core/store/datasetrepository.h"
#include "core/store/routerrepository.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fairlead {

namespace {

using Json = nlohmann::json;

Json estimateJson(const Estimate &estimate)
{
    return {{"value", estimate.value}, {"se", estimate.se}};
}

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

/// Of the rows the router learned from, where it learned from weights; else of those that judge it.
const PropensityChoice &choiceOf(const Run &run)
{
    return run.nuisances ? run.nuisances->propensityChoice : run.heldOut.propensityChoice;
}

std::string summaryJson(const Run &run, const TrainOutcome &outcome)
{
    Json summary = {{"lambda_max", outcome.lambdaMax},
                    {"seconds", outcome.seconds},
                    {"stopped", outcome.stopped},
                    {"train_rows", run.data.trainRows.size()},
                    {"held_out_rows", run.data.heldOutRows.size()},
                    {"device", std::string(deviceKey(run.device))}};
    const PropensityChoice &propensity = choiceOf(run);
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

Result<void> requireFreeName(Workspace &workspace, const std::string &name)
{
    if (name.empty())
        return makeError(ErrorCode::BadInput, "A router needs a name. Give it one.");
    auto routers = RouterRepository(workspace).list();
    if (!routers)
        return routers.error();
    for (const RouterRecord &router : *routers) {
        if (router.name == name)
            return makeError(ErrorCode::BadInput,
                             "This workspace already has a router called '" + name + "'. Choose another name.");
    }
    return {};
}

Result<void> requireTruthWhereNeeded(Workspace &workspace, DatasetId dataset, Method method)
{
    auto info = DatasetRepository(workspace).byId(dataset);
    if (!info)
        return info.error();
    if (methodInfo(method).needsTruth && !info->parent)
        return truthIsMissing(*info, method);
    return {};
}

/// The diagnosis that stands beside this run's values: from its own nuisances where it has learned some.
Result<SupportReport> supportOf(Workspace &workspace, const Run &run, const TrainConfig &config, std::stop_token stop,
                                const ReportProgress &report)
{
    auto diagnosis = run.nuisances ? diagnose(run.data, *run.nuisances, run.lambdaMax, run.features.z, stop)
                                   : loadOrMakeDiagnosis(workspace, run.data, run.features.z, stop, report,
                                                         config.nuisances.propensity.source);
    if (!diagnosis)
        return diagnosis.error();
    if (run.nuisances) {
        if (auto kept = keepDiagnosis(workspace, run.data, *diagnosis, config.nuisances, run.lambdaMax, config.seed);
            !kept)
            return kept.error();
    }
    return std::move(diagnosis->support);
}

void withholdIfRefused(EpochReport &epoch, Verdict verdict)
{
    epoch.verdict = verdict;
    if (verdict == Verdict::Refuse)
        epoch.heldOutUtility.reset();
}

/// Held-out utility of the finished router with its judgement; a refused one is left out, of the curve too.
Result<void> judgeHeldOut(TrainOutcome &outcome, const Run &run, const Router &router, const SupportReport &support,
                          double clip)
{
    const auto index = heldOutSweep(run, router);
    if (!index)
        return index.error();
    const auto routing = RouterSupport::build(*index, run.heldOut.propensity, run.heldOut.loggedModel,
                                              run.data.modelNames(), support, clip);
    if (!routing)
        return routing.error();
    outcome.judgement = routing->over(index->lambdaMin(), index->lambdaMax()).judgement;
    outcome.judgement.add(support.judgement());
    if (outcome.judgement.verdict != Verdict::Refuse)
        outcome.heldOutUtility = index->over(index->lambdaMin(), index->lambdaMax()).dr->utility;
    for (EpochReport &epoch : outcome.curve)
        withholdIfRefused(epoch, outcome.judgement.verdict);
    return {};
}

} // namespace

Result<TrainOutcome> trainRouter(Workspace &workspace, DatasetId dataset, const std::string &name,
                                 const TrainConfig &config, std::stop_token stop, const ReportProgress &givenReport,
                                 const OnEpoch &onEpoch)
{
    const ReportProgress report = throttled(givenReport);
    // What is saved with the router must be readable again.
    if (auto valid = trainConfigFromJson(toJson(config)); !valid)
        return valid.error();
    if (auto free = requireFreeName(workspace, name); !free)
        return free.error();
    if (auto possible = requireTruthWhereNeeded(workspace, dataset, config.method); !possible)
        return possible.error();
    // A workspace that cannot be written now is said before minutes of work; the transaction is given up at once.
    if (auto writable = Transaction::begin(workspace); !writable)
        return writable.error();
    auto run = prepareRun(workspace, dataset, config, stop, report);
    if (!run)
        return run.error();
    // The nuisances are there before the first epoch, and with them the log's verdict on what the epochs report.
    std::optional<SupportReport> support;
    const auto judged = [&](EpochReport epoch) {
        if (!support) {
            if (auto made = supportOf(workspace, *run, config, {}, report))
                support = std::move(*made);
        }
        withholdIfRefused(epoch, support ? support->verdict : Verdict::Refuse);
        onEpoch(epoch);
    };
    auto router = trainMethod(*run, config, stop, report, onEpoch ? OnEpoch(judged) : OnEpoch());
    if (!router)
        return router.error();

    TrainOutcome outcome;
    outcome.name = name;
    outcome.lambdaMax = run->lambdaMax;
    outcome.curve = run->curve;
    outcome.stopped = !outcome.curve.empty() && outcome.curve.back().epoch < outcome.curve.back().epochs;
    if (config.method != Method::Oracle) {
        // A stopped run keeps what it learned, so its support is measured even after the stop.
        if (!support) {
            auto made = supportOf(workspace, *run, config, outcome.stopped ? std::stop_token() : stop, report);
            if (!made)
                return made.error();
            support = std::move(*made);
        }
        if (auto valued = judgeHeldOut(outcome, *run, **router, *support, config.evaluationClip); !valued)
            return valued.error();
    }
    outcome.seconds = run->seconds();
    outcome.warnings = choiceOf(*run).warnings(run->data.modelNames());

    TrainConfig used = config;
    used.lambdaMax = run->lambdaMax;
    RouterRecord record;
    record.name = name;
    record.dataset = dataset;
    record.method = methodInfo(config.method).key;
    record.seed = config.seed;
    record.dataHash = run->data.info.dataHash;
    record.config = toJson(used);
    record.curve = curveJson(outcome.curve);
    record.summary = summaryJson(*run, outcome);
    auto id = RouterRepository(workspace).save(record, (*router)->save());
    if (!id)
        return id.error();
    outcome.router = *id;
    return outcome;
}

Result<std::string> suggestRouterName(Workspace &workspace, Method method)
{
    auto routers = RouterRepository(workspace).list();
    if (!routers)
        return routers.error();
    const std::string base(methodInfo(method).key);
    std::string name = base;
    const auto taken = [&](const std::string &candidate) {
        return std::any_of(routers->begin(), routers->end(),
                           [&](const auto &router) { return router.name == candidate; });
    };
    for (int k = 2; taken(name); ++k)
        name = base + " " + std::to_string(k);
    return name;
}

std::string toJson(const LoggedPropensityCheck &check, const std::vector<std::string> &names)
{
    Json models = Json::object();
    for (std::size_t t = 0; t < check.models.size(); ++t) {
        const ModelPropensityCheck &model = check.models[t];
        models[names[t]] = {{"rows", model.count},
                            {"inverse_weight_total", model.inverseWeightTotal.value},
                            {"inverse_weight_total_se", model.inverseWeightTotal.se},
                            {"calibration", model.calibration},
                            {"worst_calibration", model.worstCalibration},
                            {"p_value", model.pValue},
                            {"logged_over_estimated", model.loggedOverEstimated},
                            {"matches", model.matches}};
    }
    const Json document = {{"matches", check.matches()},
                           {"rows", check.rows},
                           {"certain_rows", check.certainRows},
                           {"log_likelihood_difference", check.logLikelihoodDifference.value},
                           {"log_likelihood_difference_se", check.logLikelihoodDifference.se},
                           {"likelihood_matches", check.likelihoodMatches},
                           {"models", models},
                           {"reasons", mismatchSentences(check, names)}};
    return document.dump();
}

} // namespace fairlead
