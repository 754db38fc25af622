#include "core/experiment/training.h"

#include "core/evaluation/routersupport.h"
#include "core/experiment/networkmethods.h"
#include "core/experiment/trainingrecord.h"
#include "core/store/datasetrepository.h"
#include "core/store/routerrepository.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

using Json = nlohmann::json;

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

/// A run as it is to be carried out: from its first epoch, or from where a stop ended it.
struct Assignment
{
    DatasetId dataset;
    std::string name;
    TrainConfig config;
    std::optional<TrainingState> from;
    std::vector<EpochReport> curve; ///< up to there
};

/// What a run gave, ready to be saved.
struct Trained
{
    TrainOutcome outcome;
    RouterRecord record;
    TensorBundle weights;
};

Result<Trained> recordOf(const Run &run, const Assignment &assignment, TrainOutcome outcome, const Router &router)
{
    const bool isResumable = outcome.stopped && run.reached.epochs > 0;
    TrainConfig used = assignment.config;
    used.lambdaMax = run.lambdaMax;
    RouterRecord record;
    record.name = assignment.name;
    record.dataset = assignment.dataset;
    record.method = methodInfo(used.method).key;
    record.seed = used.seed;
    record.dataHash = run.data.info.dataHash;
    record.config = toJson(used);
    record.curve = curveJson(outcome.curve);
    record.summary = summaryJson(run, outcome, isResumable);
    TensorBundle weights = router.save();
    if (isResumable)
        run.reached.save(weights);
    return Trained{std::move(outcome), std::move(record), std::move(weights)};
}

Result<Trained> learn(Workspace &workspace, const Assignment &assignment, std::stop_token stop,
                      const ReportProgress &report, const OnEpoch &onEpoch)
{
    const TrainConfig &config = assignment.config;
    if (auto possible = requireTruthWhereNeeded(workspace, assignment.dataset, config.method); !possible)
        return possible.error();
    // A workspace that cannot be written now is said before minutes of work; the transaction is given up at once.
    if (auto writable = Transaction::begin(workspace); !writable)
        return writable.error();
    auto run = prepareRun(workspace, assignment.dataset, config, stop, report);
    if (!run)
        return run.error();
    run->resumeFrom = assignment.from;
    run->curve = assignment.curve;
    if (!run->curve.empty())
        run->start -= std::chrono::duration_cast<std::chrono::steady_clock::duration>(
            std::chrono::duration<double>(run->curve.back().seconds));
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
    outcome.name = assignment.name;
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
    outcome.warnings = propensityChoiceOf(*run).warnings(run->data.modelNames());
    return recordOf(*run, assignment, std::move(outcome), **router);
}

/// Reads a stopped router as the run that is left of it; refuses what cannot be gone on with.
Result<Assignment> assignmentLeft(const RouterRecord &record, const TensorBundle &weights,
                                  const std::string &presentDataHash)
{
    const std::string subject = "The training of '" + record.name + "' cannot go on: ";
    const std::string instead = " Start a new run with its settings.";
    const Json summary = Json::parse(record.summary, nullptr, false);
    if (!summary.is_object() || !summary.value("stopped", false))
        return makeError(ErrorCode::BadInput, subject + "it was not stopped, all its epochs are finished." + instead);
    if (!TrainingState::isIn(weights))
        return makeError(ErrorCode::Unsupported, subject +
                                                     "it was stopped by an earlier Fairlead, which did not keep "
                                                     "what that takes." +
                                                     instead);
    if (record.dataHash != presentDataHash)
        return makeError(ErrorCode::BadInput, subject + "the dataset '" + record.datasetName +
                                                  "' has changed since it was stopped." + instead);
    auto config = trainConfigFromJson(record.config);
    if (!config)
        return config.error();
    auto state = TrainingState::load(weights);
    if (!state)
        return state.error();
    auto curve = trainingCurve(record);
    if (curve.empty() || curve.back().epoch != state->epochs)
        return makeError(ErrorCode::BadInput, subject + "its stored epochs do not fit its weights." + instead);
    return Assignment{record.dataset, record.name, *std::move(config), *std::move(state), std::move(curve)};
}

bool isCloseTo(const NamedTensor &a, const NamedTensor &b)
{
    constexpr double kRounding = 1e-6;
    return std::visit(
        [](const auto &x, const auto &y) {
            return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](auto p, auto q) {
                const auto left = static_cast<double>(p);
                const auto right = static_cast<double>(q);
                return std::abs(left - right) <= kRounding * std::max(1.0, std::abs(left));
            });
        },
        a.cells, b.cells);
}

/// Whether what was fitted again, everything but the networks, is what the stopped run had.
bool hasSameBase(const TensorBundle &before, const TensorBundle &after)
{
    return std::all_of(before.tensors.begin(), before.tensors.end(), [&](const auto &named) {
        const auto &[name, tensor] = named;
        if (name.starts_with("correction.") || name.starts_with("resume."))
            return true;
        const auto at = after.tensors.find(name);
        return at != after.tensors.end() && isCloseTo(tensor, at->second);
    });
}

} // namespace

Result<TrainOutcome> trainRouter(Workspace &workspace, DatasetId dataset, const std::string &name,
                                 const TrainConfig &config, std::stop_token stop, const ReportProgress &report,
                                 const OnEpoch &onEpoch)
{
    // What is saved with the router must be readable again.
    if (auto valid = trainConfigFromJson(toJson(config)); !valid)
        return valid.error();
    if (auto free = requireFreeName(workspace, name); !free)
        return free.error();
    auto trained =
        learn(workspace, {dataset, name, config, std::nullopt, {}}, std::move(stop), throttled(report), onEpoch);
    if (!trained)
        return trained.error();
    auto id = RouterRepository(workspace).save(trained->record, trained->weights);
    if (!id)
        return id.error();
    trained->outcome.router = *id;
    return std::move(trained->outcome);
}

Result<TrainOutcome> resumeRouter(Workspace &workspace, RouterId router, std::stop_token stop,
                                  const ReportProgress &report, const OnEpoch &onEpoch)
{
    RouterRepository routers(workspace);
    auto record = routers.byId(router);
    if (!record)
        return record.error();
    auto weights = routers.weights(router);
    if (!weights)
        return weights.error();
    const auto dataset = DatasetRepository(workspace).byId(record->dataset);
    if (!dataset)
        return dataset.error();
    const auto assignment = assignmentLeft(*record, *weights, dataset->dataHash);
    if (!assignment)
        return assignment.error();
    auto trained = learn(workspace, *assignment, std::move(stop), throttled(report), onEpoch);
    if (!trained)
        return trained.error();
    if (!hasSameBase(*weights, trained->weights))
        trained->outcome.warnings.emplace_back(
            "What the networks build on came out differently when it was fitted again (another machine or version), so "
            "that this is not quite the router that an unbroken training would have given.");
    if (auto replaced = routers.replace(router, trained->record, trained->weights); !replaced)
        return replaced.error();
    trained->outcome.router = router;
    return std::move(trained->outcome);
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
