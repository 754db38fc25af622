#include "core/causal/support.h"

#include "core/base/format.h"
#include "core/causal/calibration.h"
#include "core/causal/guard.h"
#include "core/causal/principal.h"
#include "core/causal/scores.h"
#include "core/causal/thresholds.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

using namespace thresholds;

std::string count(double value)
{
    return formatCount(std::round(value));
}

std::string quoted(const std::string &name)
{
    return "'" + name + "'";
}

/// Raises a verdict, never lowers it, and says why.
/// @param fact without its full stop; @param advice what follows it, "; log more." or ". Log more."
template <typename Support>
void judge(Support &support, Verdict verdict, SupportIssue issue, const std::string &fact, const std::string &advice)
{
    support.verdict = std::max(support.verdict, verdict);
    support.reasons.push_back(fact + advice);
    support.findings.push_back({issue, verdict, fact + "."});
}

/// Kish's effective sample size and the largest weight of the rows a model served.
void measureWeights(ModelSupport &support, const LogView &log, std::span<const double> served, std::int32_t model,
                    const std::string &name)
{
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < log.rows(); ++i) {
        if (log.model[i] != model)
            continue;
        const double weight = 1 / std::max(served[i], 1e-12);
        sum += weight;
        squares += weight * weight;
        support.largestWeight = std::max(support.largestWeight, weight);
        ++support.count;
    }
    support.share = static_cast<double>(support.count) / static_cast<double>(log.rows());
    support.effectiveSampleSize = squares > 0 ? sum * sum / squares : 0;
    if (support.count >= kRefuseRows && support.largestWeight > kCautionWeightShare * sum)
        judge(support, Verdict::Caution, SupportIssue::HeavyRow,
              "One query of model " + quoted(name) + " carries " + formatPercent(support.largestWeight / sum, 0) +
                  " of its weight",
              "; look at the queries that it is rarely given, or log it on more of them.");
}

void judgeCount(ModelSupport &support, const std::string &name, std::size_t rows)
{
    if (support.count == 0) {
        judge(support, Verdict::Refuse, SupportIssue::NoRows, "Model " + quoted(name) + " served no query",
              "; log it on at least " + count(kRefuseRows) + ", or leave it out.");
        return;
    }
    if (support.count >= kCautionRows)
        return;
    const bool refuse = support.count < kRefuseRows;
    const std::size_t enough = refuse ? kRefuseRows : kCautionRows;
    judge(support, refuse ? Verdict::Refuse : Verdict::Caution, SupportIssue::FewRows,
          "Model " + quoted(name) + " served " + count(static_cast<double>(support.count)) + " of " +
              count(static_cast<double>(rows)) + " queries",
          "; log at least " + count(static_cast<double>(enough - support.count)) + " more" +
              (refuse ? " before anything can be said about it." : " for a comparison that can be relied on."));
}

void judgeEffectiveRows(ModelSupport &support, const std::string &name)
{
    if (support.count < kRefuseRows || support.effectiveSampleSize >= kCautionEffectiveRows)
        return;
    const bool refuse = support.effectiveSampleSize < kRefuseEffectiveRows;
    judge(support, refuse ? Verdict::Refuse : Verdict::Caution, SupportIssue::FewEffectiveRows,
          "The " + count(static_cast<double>(support.count)) + " queries of model " + quoted(name) +
              " are worth only " + count(support.effectiveSampleSize) + " after weighting",
          "; serve it more evenly across kinds of queries.");
}

void judgeClip(ModelSupport &support, const std::string &name)
{
    if (support.clipShare < kCautionClipShare)
        return;
    const bool refuse = support.clipShare >= kRefuseClipShare;
    judge(support, refuse ? Verdict::Refuse : Verdict::Caution, SupportIssue::UnderClip,
          "On " + formatPercent(support.clipShare, 0) + " of all queries model " + quoted(name) +
              " was chosen less than once in " + count(1 / kClip) +
              " times; what it would have done there is extrapolated",
          ". Serve a random share of queries with it.");
}

void judgeCalibration(ModelSupport &support, const std::string &name, const CalibrationError &error)
{
    const double excess = error.observed - error.byChance;
    if (excess < kCautionCalibration)
        return;
    judge(support, excess >= kRefuseCalibration ? Verdict::Refuse : Verdict::Caution, SupportIssue::Miscalibrated,
          "The propensities of model " + quoted(name) + " miss its observed share by " +
              formatPercent(error.observed, 0) + " on average",
          "; log the router's own probabilities, or what it based its choice on.");
}

ModelSupport diagnoseModel(const LogView &log, const MatrixD &propensity, std::span<const double> served,
                           std::size_t model, const std::string &name)
{
    ModelSupport support;
    measureWeights(support, log, served, static_cast<std::int32_t>(model), name);
    std::size_t clipped = 0;
    std::size_t possible = 0;
    for (std::size_t i = 0; i < log.rows(); ++i) {
        possible += log.isAvailable(i, model);
        clipped += log.isAvailable(i, model) && propensity(i, model) < kClip;
    }
    support.clipShare = static_cast<double>(clipped) / static_cast<double>(std::max<std::size_t>(possible, 1));
    const CalibrationError calibration = calibrationError(propensity, log.model, model, kCalibrationBins);
    support.calibrationError = calibration.observed;

    judgeCount(support, name, log.rows());
    if (support.count > 0) {
        judgeEffectiveRows(support, name);
        judgeClip(support, name);
        judgeCalibration(support, name, calibration);
    }
    return support;
}

/// Share of queries on which a second model had a chance worth speaking of.
double comparableShare(const LogView &log, const MatrixD &propensity)
{
    const double enough =
        std::min(kComparablePropensity, kComparableEvenShare / static_cast<double>(propensity.cols()));
    std::size_t comparable = 0;
    std::size_t choices = 0; // rows with more than one candidate: on others there was nothing to choose
    for (std::size_t i = 0; i < propensity.rows(); ++i) {
        if (log.available != nullptr &&
            std::ranges::count(log.available->row(i), 0) + 1 >= std::ssize(propensity.row(i)))
            continue;
        ++choices;
        const auto row = propensity.row(i);
        comparable += std::count_if(row.begin(), row.end(), [enough](double e) { return e >= enough; }) > 1;
    }
    return choices > 0 ? static_cast<double>(comparable) / static_cast<double>(choices) : 0;
}

double certainShare(const LogView &log)
{
    const auto certain =
        std::count_if(log.propensity.begin(), log.propensity.end(), [](double p) { return p >= kCertainPropensity; });
    return static_cast<double>(certain) / static_cast<double>(log.rows());
}

void judgeOverlap(SupportReport &report, const LogView &log, const MatrixD &propensity)
{
    const std::string advice = ". Serve a random share of queries (5% is a start) with other models, and log that.";
    if (hasLoggedPropensity(log) && certainShare(log) >= kRefuseCertainShare) {
        judge(report, Verdict::Refuse, SupportIssue::CertainPropensities,
              "The logged propensities are one on " + formatPercent(certainShare(log), 0) +
                  " of the queries: a fixed rule chose the model, so no query shows what another would have done",
              advice);
        return;
    }
    const double share = comparableShare(log, propensity);
    if (share >= kCautionComparableShare)
        return;
    const std::string fact =
        "On only " + formatPercent(share, 0) + " of the queries did a second model have a chance to be chosen";
    double clippedPairs = 0;
    for (const ModelSupport &model : report.models)
        clippedPairs += model.clipShare / static_cast<double>(report.models.size());
    if (share < kRefuseComparableShare || clippedPairs >= kRefuseClippedPairs)
        judge(report, Verdict::Refuse, SupportIssue::LittleOverlap,
              fact + ": models were chosen almost by a fixed rule, and what others would have done cannot be told",
              advice);
    else
        judge(report, Verdict::Caution, SupportIssue::LittleOverlap,
              fact + "; on the rest, values lean on the outcome model alone", advice);
}

/// True where a rule that needs no chance was found; the propensities need not show it.
bool judgePredictability(SupportReport &report)
{
    if (!report.predictability || report.predictability->unexplained() > kRefuseUnexplained)
        return false;
    const Predictability &found = *report.predictability;
    judge(report, Verdict::Refuse, SupportIssue::FixedRule,
          "A fixed rule explains " + formatPercent(std::max(found.neighbours, found.separable.value_or(0))) +
              " of the choices (the model served most would explain " + formatPercent(found.mostServed, 0) +
              "), so no query shows what another model would have done",
          ". Serve a random share of queries (5% is a "
          "start) with other models, and log that.");
    return true;
}

std::string listed(const std::vector<std::string> &names)
{
    constexpr std::size_t kShown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
        text += (i > 0 ? ", " : "") + quoted(names[i]);
    return names.size() > kShown ? text + " and " + count(static_cast<double>(names.size() - kShown)) + " more" : text;
}

/// What the models' verdicts mean for the log as a whole.
void judgeModels(SupportReport &report, const std::vector<std::string> &names)
{
    std::vector<std::string> refused;
    std::vector<std::string> weak;
    double refusedShare = 0;
    for (std::size_t t = 0; t < report.models.size(); ++t) {
        if (report.models[t].verdict == Verdict::Refuse) {
            refused.push_back(names[t]);
            refusedShare += report.models[t].share;
        } else if (report.models[t].verdict == Verdict::Caution) {
            weak.push_back(names[t]);
        }
    }
    if (report.models.size() < refused.size() + 2)
        judge(report, Verdict::Refuse, SupportIssue::UnsupportedModels,
              "Fewer than two models have enough support to be compared (not: " + listed(refused) + ")",
              ". Log more queries of them, chosen at random.");
    else if (refusedShare >= kRefuseUnsupportedShare)
        judge(report, Verdict::Refuse, SupportIssue::UnsupportedModels,
              "Nothing can be said about " + listed(refused) + ", which served " + formatPercent(refusedShare, 0) +
                  " of the queries: each was kept to its own kind of query",
              ". Serve a random share of queries (5% is a start) with every model, and log that.");
    else if (!refused.empty())
        judge(report, Verdict::Caution, SupportIssue::UnsupportedModels, "Nothing can be said about " + listed(refused),
              "; leave them out, or log more queries of them.");
    if (!weak.empty())
        judge(report, Verdict::Caution, SupportIssue::ThinModels, "Support is thin for " + listed(weak),
              "; see the reasons beside each model.");
}

void judgeBalance(SupportReport &report, const LogView &log, const MatrixD &propensity,
                  const std::vector<std::string> &names, const MatrixD &coordinates)
{
    auto balances = measureBalance(coordinates, log.model, servedPropensity(log, propensity), log.models, kClip);
    for (std::size_t t = 0; t < log.models; ++t) {
        ModelSupport &support = report.models[t];
        support.balance = std::move(balances[t]);
        if (support.count < kRefuseRows || support.balance.excess < kCautionImbalance)
            continue;
        judge(support, Verdict::Caution, SupportIssue::Imbalanced,
              "Even after weighting, the queries of model " + quoted(names[t]) + " differ from all queries by " +
                  formatFixed(support.balance.largestAfter, 2) +
                  " standard deviations in some direction: it was hardly ever given some kinds of queries",
              ". Serve a random share of those with it, or log the router's own probabilities.");
    }
}

void measureModels(SupportReport &report, const LogView &log, const MatrixD &propensity,
                   const std::vector<std::string> &names)
{
    if (log.rows() == 0) {
        report.models.resize(log.models);
        return;
    }
    const auto served = servedPropensity(log, propensity);
    for (std::size_t t = 0; t < log.models; ++t)
        report.models.push_back(diagnoseModel(log, propensity, served, t, names[t]));
}

/// The model that served all rows, or the end.
std::vector<ModelSupport>::const_iterator servedEverything(const SupportReport &report, const LogView &log)
{
    return std::find_if(report.models.begin(), report.models.end(),
                        [&](const ModelSupport &model) { return model.count == log.rows(); });
}

/// The log as a whole, from its models.
void judgeLog(SupportReport &report, const LogView &log, const MatrixD &propensity,
              const std::vector<std::string> &names)
{
    if (log.rows() == 0)
        return judge(report, Verdict::Refuse, SupportIssue::EmptyLog, "The log holds no served queries",
                     ". Import a log first.");
    if (const auto used = servedEverything(report, log); used != report.models.end())
        return judge(report, Verdict::Refuse, SupportIssue::OneModelOnly,
                     "Model " + quoted(names[static_cast<std::size_t>(used - report.models.begin())]) +
                         " served every query, so the log holds nothing to compare it with",
                     ". Serve a random share of queries (5% is a start) with another model, and import that log.");
    if (!judgePredictability(report))
        judgeOverlap(report, log, propensity);
    judgeModels(report, names);
}

} // namespace

std::string_view verdictKey(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Ok:
        return "OK";
    case Verdict::Caution:
        return "CAUTION";
    case Verdict::Refuse:
        return "REFUSE";
    }
    return "REFUSE";
}

void Judgement::add(Verdict raised, std::string reason)
{
    verdict = std::max(verdict, raised);
    reasons.push_back(std::move(reason));
}

void Judgement::add(const Judgement &other)
{
    verdict = std::max(verdict, other.verdict);
    reasons.insert(reasons.end(), other.reasons.begin(), other.reasons.end());
}

Judgement SupportReport::judgement() const
{
    Judgement whole{verdict, {}};
    if (verdict == Verdict::Ok)
        return whole;
    whole.reasons = reasons;
    for (const ModelSupport &model : models)
        whole.reasons.insert(whole.reasons.end(), model.reasons.begin(), model.reasons.end());
    return whole;
}

SupportReport diagnoseSupport(const LogView &log, const MatrixD &propensity, const std::vector<std::string> &names)
{
    SupportReport report;
    measureModels(report, log, propensity, names);
    judgeLog(report, log, propensity, names);
    return report;
}

Result<SupportReport> diagnoseSupport(const LogView &log, const MatrixD &propensity,
                                      const std::vector<std::string> &names, const FeatureRows &z, std::stop_token stop)
{
    return guarded<SupportReport>("Could not diagnose the log's support", [&] {
        SupportReport report;
        measureModels(report, log, propensity, names);
        if (log.rows() > 0 && servedEverything(report, log) == report.models.end()) {
            judgeBalance(report, log, propensity, names, principalCoordinates(z, kBalanceDirections));
            report.predictability = valueOrThrow(measurePredictability(z, log, propensity, stop));
        }
        judgeLog(report, log, propensity, names);
        return report;
    });
}

} // namespace fairlead
