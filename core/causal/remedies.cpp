#include "core/causal/remedies.h"

#include "core/base/format.h"
#include "core/causal/thresholds.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

using namespace thresholds;

/// Rows drawn at random whose mean of a standardised feature lies within kCautionImbalance of 0, 19 times in 20.
const double kRandomRowsForBalance = std::ceil(std::pow(Estimate::kZ95 / kCautionImbalance, 2));
constexpr double kLeastExploration = 0.05; ///< a share below it takes very long to fill up the seldom models

std::string quoted(const std::string &name)
{
    return "'" + name + "'";
}

std::string count(double value)
{
    return formatCount(std::ceil(value));
}

/// Two digits, rounded up: "about 5,800".
std::string about(double value)
{
    const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(std::max(value, 1.0))) - 1));
    return "about " + count(std::ceil(value / unit - 1e-9) * unit);
}

/// Rounded up to a tenth of a percent: less would not do.
std::string share(double fraction)
{
    return formatPercent(std::ceil(1000 * fraction - 1e-6) / 1000, 1);
}

/// Advice on the findings of one diagnosis.
class Advisor
{
public:
    Advisor(const SupportReport &report, const SupportFigures &figures, const RemedyContext &context)
        : m_report(report)
        , m_figures(figures)
        , m_context(context)
    {}

    [[nodiscard]] Remedy forLog(const SupportFinding &finding) const;
    [[nodiscard]] Remedy forModel(const SupportFinding &finding, std::size_t model) const;

private:
    [[nodiscard]] double models() const
    {
        return static_cast<double>(std::max<std::size_t>(m_context.names.size(), 1));
    }
    [[nodiscard]] std::string trainingNote() const;
    [[nodiscard]] double exploration() const;
    [[nodiscard]] std::optional<double> explorationOfLog(Verdict raised) const;
    void exploreFromScratch(Remedy &remedy, double least) const;
    void logMoreOf(Remedy &remedy, Verdict ofModels) const;
    void logMore(Remedy &remedy, std::size_t model) const;
    void explore(Remedy &remedy, std::optional<double> needed, const std::string &effect) const;
    void calibrate(Remedy &remedy, std::size_t model) const;
    void rebalance(Remedy &remedy, std::size_t model) const;
    [[nodiscard]] ModelExploration explorationOf(std::size_t model) const
    {
        return model < m_figures.exploration.models.size() ? m_figures.exploration.models[model] : ModelExploration{};
    }

    const SupportReport &m_report;
    const SupportFigures &m_figures;
    const RemedyContext &m_context;
};

std::string Advisor::trainingNote() const
{
    return m_context.trainShare < 1
               ? " (" + formatPercent(m_context.trainShare, 0) + " of the logged queries become training rows)"
               : std::string();
}

/// An even chance for every model on this share of queries keeps all of them over the clip.
double Advisor::exploration() const
{
    return std::min(1.0, std::max(kLeastExploration, kClip * models()));
}

/// For overlap and for the clip of every model; what looks like a fixed rule is taken for one.
std::optional<double> Advisor::explorationOfLog(Verdict raised) const
{
    std::optional<double> needed = m_figures.exploration.overlap;
    for (const ModelExploration &model : m_figures.exploration.models) {
        if (!needed || !model.underClip)
            return std::nullopt;
        needed = std::max(*needed, *model.underClip);
    }
    if (needed && raised == Verdict::Refuse)
        needed = std::max(*needed, explorationOfFixedRule(m_context.names.size()));
    return needed;
}

/// Where nothing was drawn: a share, and the queries after which every model has its rows.
void Advisor::exploreFromScratch(Remedy &remedy, double least) const
{
    if (m_context.names.size() < 2) {
        remedy.explorationShare = kLeastExploration;
        remedy.advice = "Give " + share(kLeastExploration) +
                        " of queries to another model, drawn at random, and log the probabilities; after " +
                        about(static_cast<double>(kCautionRows) / kLeastExploration / m_context.trainShare) +
                        " queries it has " + count(kCautionRows) + " training rows.";
        return;
    }
    const double epsilon = std::max(least, exploration());
    const double queries = static_cast<double>(kCautionRows) * models() / epsilon / m_context.trainShare;
    remedy.explorationShare = epsilon;
    remedy.advice = "Give " + share(epsilon) + " of queries to a model drawn evenly from all " + count(models()) +
                    ", and log the probabilities; after " + about(queries) + " queries every model has " +
                    count(kCautionRows) + " training rows from it.";
}

void Advisor::logMoreOf(Remedy &remedy, Verdict ofModels) const
{
    std::string list;
    double total = 0;
    for (std::size_t t = 0; t < m_report.models.size(); ++t) {
        const double more = moreQueriesFor(m_report.models[t], m_context.trainShare);
        if (m_report.models[t].verdict != ofModels || more == 0)
            continue;
        total += more;
        list += (list.empty() ? "" : ", ") + count(more) + " of " + quoted(m_context.names[t]);
    }
    const std::string leaveOut =
        ofModels == Verdict::Refuse ? "Leave them out of the analysis, or log more" : "Log more";
    if (total > 0) {
        remedy.moreQueries = total;
        remedy.advice = leaveOut + " queries: " + list + trainingNote() + ".";
        return;
    }
    double epsilon = 0;
    for (std::size_t t = 0; t < m_report.models.size(); ++t) {
        if (m_report.models[t].verdict == ofModels)
            epsilon =
                std::max({epsilon, explorationOf(t).underClip.value_or(1), explorationOf(t).effectiveRows.value_or(0)});
    }
    remedy.advice = leaveOut + " of them on other kinds of queries; the reasons of each model say how much.";
    if (epsilon > 0 && epsilon < 1)
        explore(remedy, epsilon, "each of them would have had enough of a chance");
}

void Advisor::logMore(Remedy &remedy, std::size_t model) const
{
    const ModelSupport &support = m_report.models[model];
    const double more = moreQueriesFor(support, m_context.trainShare);
    const double epsilon = exploration();
    const double chance = (1 - epsilon) * support.share + epsilon / models();
    remedy.moreQueries = more;
    remedy.advice = "Log " + count(more) + " more queries of " + quoted(m_context.names[model]) + trainingNote() + ". ";
    if (support.share > 0)
        remedy.advice += "At its present share of " + formatPercent(support.share, 1) + " that is " +
                         about(more / support.share) + " more queries in all" +
                         (chance > 1.1 * support.share
                              ? "; with an even chance on " + share(epsilon) + " of them, " + about(more / chance) + "."
                              : ".");
    else
        remedy.advice += "With an even chance for every model on " + share(epsilon) + " of queries that is " +
                         about(more / chance) + " queries in all. Or leave the model out.";
}

/// @param effect what these queries would have shown at that share
void Advisor::explore(Remedy &remedy, std::optional<double> needed, const std::string &effect) const
{
    if (!needed) {
        remedy.advice =
            "No share of random queries would do with this many models; leave out those that are not needed, "
            "and serve a random share of queries with the rest.";
        return;
    }
    remedy.explorationShare = *needed;
    remedy.advice = "Give " + share(*needed) + " of queries to a model drawn evenly from all " + count(models()) +
                    ", and log the probabilities: on these queries, " + effect + ".";
}

void Advisor::calibrate(Remedy &remedy, std::size_t model) const
{
    const double error = m_report.models[model].calibrationError;
    if (model < m_figures.models.size())
        remedy.advice = "Chance alone gives " + formatPercent(m_figures.models[model].calibrationByChance, 1) +
                        " of the " + formatPercent(error, 1) + "; up to " + formatPercent(kCautionCalibration, 0) +
                        " beyond it is OK. ";
    if (m_context.propensity.usesLogged)
        remedy.advice += "Logged propensities weight the rows already; this error is of the fitted ones, which only "
                         "say where else the model might have served.";
    else if (m_context.propensity.isMismatch())
        remedy.advice +=
            "The log has propensities, but they do not fit it: correct them, and the estimate is not needed.";
    else
        remedy.advice += "Log the probability with which the router chose its model (a propensity column), and the "
                         "estimate is not needed; or log what it looked at beside the query, such as segment or time.";
}

void Advisor::rebalance(Remedy &remedy, std::size_t model) const
{
    const std::vector<FeatureBalance> lines = model < m_figures.models.size()
                                                  ? featureBalance(m_report.models[model], m_figures, model)
                                                  : std::vector<FeatureBalance>();
    const auto worst = std::ranges::max_element(
        lines, [](const FeatureBalance &a, const FeatureBalance &b) { return std::abs(a.after) < std::abs(b.after); });
    const double more = std::ceil(kRandomRowsForBalance / m_context.trainShare);
    remedy.moreQueries = more;
    remedy.explorationShare = std::min(1.0, more * models() * m_context.trainShare /
                                                static_cast<double>(std::max<std::size_t>(m_context.rows, 1)));
    if (worst != lines.end())
        remedy.advice = "It is off the most along " + worst->name + " (" + formatFixed(worst->after, 2) +
                        " after weighting, " + formatFixed(worst->before, 2) + " before). ";
    remedy.advice += "Serve " + count(more) + " queries drawn at random with it" + trainingNote() +
                     ": their mean lies within " + formatFixed(kCautionImbalance, 1) +
                     " of all queries' 19 times in 20.";
    if (*remedy.explorationShare < 1)
        remedy.advice += " In a log as long as this one, an even chance on " + share(*remedy.explorationShare) +
                         " of queries gives them.";
}

Remedy Advisor::forLog(const SupportFinding &finding) const
{
    Remedy remedy;
    remedy.finding = finding;
    switch (finding.issue) {
    case SupportIssue::EmptyLog:
        remedy.advice = "Import a log first.";
        break;
    case SupportIssue::OneModelOnly:
    case SupportIssue::FixedRule:
    case SupportIssue::CertainPropensities:
        exploreFromScratch(remedy, explorationOfFixedRule(m_context.names.size()));
        break;
    case SupportIssue::LittleOverlap:
        explore(remedy, explorationOfLog(finding.raised),
                "a second model would have had a chance on " + formatPercent(kCautionComparableShare, 0) +
                    " of them, and few would be under the clip");
        break;
    case SupportIssue::UnsupportedModels:
        logMoreOf(remedy, Verdict::Refuse);
        break;
    case SupportIssue::ThinModels:
        logMoreOf(remedy, Verdict::Caution);
        break;
    default:
        break;
    }
    return remedy;
}

Remedy Advisor::forModel(const SupportFinding &finding, std::size_t model) const
{
    Remedy remedy;
    remedy.finding = finding;
    remedy.model = model;
    const ModelExploration exploration = explorationOf(model);
    switch (finding.issue) {
    case SupportIssue::NoRows:
    case SupportIssue::FewRows:
        logMore(remedy, model);
        break;
    case SupportIssue::FewEffectiveRows:
        logMore(remedy, model);
        if (exploration.effectiveRows) {
            remedy.explorationShare = exploration.effectiveRows;
            remedy.advice += " Drawn evenly on " + share(*exploration.effectiveRows) +
                             " of queries, those it served would already have been worth " +
                             count(kCautionEffectiveRows) + ".";
        }
        break;
    case SupportIssue::HeavyRow:
        explore(remedy, exploration.heavyRow,
                "none would have carried more than " + formatPercent(kCautionWeightShare, 0) + " of its weight");
        break;
    case SupportIssue::UnderClip:
        explore(remedy, exploration.underClip,
                "fewer than " + formatPercent(kCautionClipShare, 0) + " would be under the clip");
        break;
    case SupportIssue::Miscalibrated:
        calibrate(remedy, model);
        break;
    case SupportIssue::Imbalanced:
        rebalance(remedy, model);
        break;
    default:
        break;
    }
    return remedy;
}

Remedy mismatch(std::string fact, std::optional<std::size_t> model)
{
    Remedy remedy;
    remedy.finding.fact = std::move(fact);
    remedy.model = model;
    remedy.advice = "Log the probability with which the model was chosen at the time of the choice, and the models it "
                    "was chosen from.";
    return remedy;
}

void addMismatch(std::vector<Remedy> &remedies, const RemedyContext &context)
{
    const PropensityChoice &choice = context.propensity;
    if (!choice.isMismatch())
        return;
    const std::string used = choice.usesLogged ? "; they are used as asked for." : "; estimated ones are used.";
    for (std::size_t t = 0; t < choice.check->models.size(); ++t) {
        const ModelPropensityCheck &model = choice.check->models[t];
        if (!model.matches)
            remedies.push_back(mismatch("The logged propensities of model " + quoted(context.names[t]) +
                                            " do not fit how often it served (inverse weights come to " +
                                            formatFixed(model.inverseWeightTotal.value, 2) +
                                            " of the queries where 1 is right)" + used,
                                        t));
    }
    if (!choice.check->likelihoodMatches)
        remedies.push_back(mismatch("The logged propensities predict the served models worse than estimated ones, by " +
                                        formatFixed(-choice.check->logLikelihoodDifference.value, 3) +
                                        " nats a query: they are those of another policy, or stand in the wrong rows" +
                                        used,
                                    std::nullopt));
}

} // namespace

double moreQueriesFor(const ModelSupport &model, double trainShare)
{
    const auto rows = static_cast<double>(model.count);
    const double missing = std::max(0.0, static_cast<double>(kCautionRows) - rows);
    const double rate = model.count > 0 ? model.effectiveSampleSize / rows : 1;
    const double unworthy = rate > 0 ? std::max(0.0, kCautionEffectiveRows - model.effectiveSampleSize) / rate : 0;
    return std::ceil(std::max(missing, unworthy) / trainShare - 1e-9);
}

std::vector<Remedy> remediesFor(const SupportReport &report, const SupportFigures &figures,
                                const RemedyContext &context)
{
    std::vector<Remedy> remedies;
    const Advisor advisor(report, figures, context);
    if (report.verdict != Verdict::Ok) {
        for (const SupportFinding &finding : report.findings)
            remedies.push_back(advisor.forLog(finding));
        for (std::size_t t = 0; t < report.models.size(); ++t) {
            for (const SupportFinding &finding : report.models[t].findings)
                remedies.push_back(advisor.forModel(finding, t));
        }
        std::ranges::stable_sort(remedies,
                                 [](const Remedy &a, const Remedy &b) { return a.finding.raised > b.finding.raised; });
    }
    addMismatch(remedies, context);
    return remedies;
}

} // namespace fairlead
