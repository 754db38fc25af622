#include "core/causal/loggedpropensity.h"

#include "core/base/format.h"
#include "core/causal/guard.h"
#include "core/causal/scores.h"
#include "core/causal/thresholds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numbers>
#include <numeric>

namespace fairlead {

namespace {

using namespace thresholds;

/// Sums of one comparison, 1{t_i = t} e / p against e.
struct Comparison
{
    double weighted = 0;
    double expected = 0;
    double squares = 0; ///< of the differences
    double binomial = 0;

    void add(double e, bool isServed, double p)
    {
        const double summand = isServed ? e / p : 0;
        weighted += summand;
        expected += e;
        squares += (summand - e) * (summand - e);
        binomial += e * (1 - e);
    }

    [[nodiscard]] double ratio() const { return expected > 0 ? weighted / expected : 1; }

    /// Two-sided. Where hardly a row was served the differences show less variance than there is; the binomial's stands
    /// in for it.
    [[nodiscard]] double pValue() const
    {
        const double variance = std::max(squares, binomial);
        const double z = variance > 0 ? (weighted - expected) / std::sqrt(variance) : 0;
        return std::erfc(std::abs(z) / std::numbers::sqrt2);
    }
};

std::vector<Comparison> compareInBins(const LogView &log, const MatrixD &estimated, std::size_t model,
                                      std::vector<std::size_t> rows, std::size_t bins)
{
    std::stable_sort(rows.begin(), rows.end(),
                     [&](std::size_t a, std::size_t b) { return estimated(a, model) < estimated(b, model); });
    std::vector<Comparison> comparisons(bins);
    for (std::size_t j = 0; j < rows.size(); ++j) {
        const std::size_t i = rows[j];
        comparisons[j * bins / rows.size()].add(estimated(i, model), log.model[i] == static_cast<std::int32_t>(model),
                                                log.propensity[i]);
    }
    return comparisons;
}

/// One model's check and its comparisons, the one over all rows first.
struct ModelComparison
{
    ModelPropensityCheck check;
    std::vector<Comparison> comparisons;
};

ModelComparison compareModel(const LogView &log, const MatrixD &estimated, std::size_t model,
                             std::span<const std::size_t> rows)
{
    ModelComparison out;
    std::vector<std::size_t> possible;
    std::vector<double> weights;
    double ratios = 0;
    for (const std::size_t i : rows) {
        if (!log.isAvailable(i, model))
            continue;
        const bool served = log.model[i] == static_cast<std::int32_t>(model);
        possible.push_back(i);
        weights.push_back(served ? 1 / log.propensity[i] : 0);
        out.check.count += served;
        ratios += served ? log.propensity[i] / std::max(estimated(i, model), 1e-12) : 0;
    }
    if (possible.empty())
        return out;
    out.check.inverseWeightTotal = meanOfRows(weights);
    if (out.check.count > 0)
        out.check.loggedOverEstimated = ratios / static_cast<double>(out.check.count);
    out.comparisons = compareInBins(log, estimated, model, possible, 1);
    const double bins = std::floor(out.comparisons.front().expected / kLoggedBinServed);
    if (bins >= 2)
        std::ranges::copy(
            compareInBins(log, estimated, model, possible, std::min(static_cast<std::size_t>(bins), kLoggedBins)),
            std::back_inserter(out.comparisons));
    return out;
}

/// @param comparisons of the whole check: the chance of one false alarm among all is what a p-value speaks of
void judgeModel(ModelComparison &model, double comparisons)
{
    if (model.comparisons.empty())
        return;
    ModelPropensityCheck &check = model.check;
    check.calibration = check.worstCalibration = model.comparisons.front().ratio();
    for (const Comparison &each : model.comparisons) {
        const double p = std::min(1.0, each.pValue() * comparisons);
        if (p < check.pValue) {
            check.pValue = p;
            check.worstCalibration = each.ratio();
        }
        if (p < kLoggedFalseAlarm && std::abs(each.ratio() - 1) > kLoggedTolerance)
            check.matches = false;
    }
}

void judgeLikelihood(LoggedPropensityCheck &check, const LogView &log, const MatrixD &estimated,
                     std::span<const std::size_t> rows, double comparisons)
{
    std::vector<double> gain;
    for (const std::size_t i : rows)
        gain.push_back(std::log(log.propensity[i]) -
                       std::log(std::max(estimated(i, static_cast<std::size_t>(log.model[i])), 1e-12)));
    if (gain.size() < 2)
        return;
    check.logLikelihoodDifference = meanOfRows(gain);
    const Estimate &difference = check.logLikelihoodDifference;
    if (!(difference.se > 0))
        return;
    const double below = std::erfc(difference.value / difference.se / std::numbers::sqrt2) / 2;
    check.likelihoodPValue = std::min(1.0, below * comparisons);
    check.likelihoodMatches =
        !(check.likelihoodPValue < kLoggedFalseAlarm && -difference.value > kLoggedLikelihoodTolerance);
}

std::string advice()
{
    return "Log the probability with which the model was chosen at the time of the choice, and the models it was "
           "chosen from; until then use estimated propensities.";
}

std::string modelSentence(const ModelPropensityCheck &check, const std::string &name)
{
    const Estimate &total = check.inverseWeightTotal;
    std::string text = "The logged propensities of model '" + name +
                       "' do not fit how often it served: their inverse "
                       "weights come to " +
                       formatFixed(total.value, 2) + " (standard error " + formatFixed(total.se, 2) +
                       ") of the queries where 1 is right";
    if (std::abs(check.worstCalibration - check.calibration) > 1e-9)
        text += ", and among queries alike to " + formatFixed(check.worstCalibration, 2);
    return text + ". " + advice();
}

constexpr std::size_t kModelFields = 8;

} // namespace

bool LoggedPropensityCheck::matches() const
{
    return likelihoodMatches &&
           std::all_of(models.begin(), models.end(), [](const ModelPropensityCheck &model) { return model.matches; });
}

LoggedPropensityCheck checkLoggedPropensity(const LogView &log, const MatrixD &estimated)
{
    LoggedPropensityCheck check;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < log.rows(); ++i) {
        if (log.propensity[i] < 1)
            rows.push_back(i);
    }
    check.rows = rows.size();
    check.certainRows = log.rows() - rows.size();
    std::vector<ModelComparison> models;
    double comparisons = 1; // the likelihood's
    for (std::size_t t = 0; t < log.models; ++t) {
        models.push_back(compareModel(log, estimated, t, rows));
        comparisons += static_cast<double>(models.back().comparisons.size());
    }
    for (ModelComparison &model : models) {
        judgeModel(model, comparisons);
        check.models.push_back(model.check);
    }
    judgeLikelihood(check, log, estimated, rows, comparisons);
    return check;
}

std::vector<std::string> mismatchSentences(const LoggedPropensityCheck &check, const std::vector<std::string> &names)
{
    std::vector<std::string> sentences;
    for (std::size_t t = 0; t < check.models.size(); ++t) {
        if (!check.models[t].matches)
            sentences.push_back(modelSentence(check.models[t], names[t]));
    }
    if (!check.likelihoodMatches)
        sentences.push_back("The logged propensities predict the served models worse than estimated ones, by " +
                            formatFixed(-check.logLikelihoodDifference.value, 3) +
                            " nats a query, which the probabilities that chose them cannot: they are those of another "
                            "policy, or stand in the wrong rows. " +
                            advice());
    return sentences;
}

LogView PropensityChoice::apply(LogView log) const
{
    if (!usesLogged)
        log.propensity = {};
    return log;
}

std::vector<std::string> PropensityChoice::warnings(const std::vector<std::string> &names) const
{
    if (!isMismatch())
        return {};
    std::vector<std::string> sentences = mismatchSentences(*check, names);
    sentences.insert(sentences.begin(),
                     usesLogged ? "Logged propensities are used as asked for, although they do not fit the log."
                                : "Estimated propensities are used, because the logged ones do not fit the log.");
    return sentences;
}

void PropensityChoice::save(TensorBundle &bundle) const
{
    std::vector<double> summary{usesLogged ? 1.0 : 0.0, check ? 1.0 : 0.0};
    if (check) {
        summary.insert(summary.end(), {static_cast<double>(check->rows), static_cast<double>(check->certainRows),
                                       check->logLikelihoodDifference.value, check->logLikelihoodDifference.se,
                                       check->likelihoodPValue, check->likelihoodMatches ? 1.0 : 0.0});
        MatrixD models(check->models.size(), kModelFields);
        for (std::size_t t = 0; t < models.rows(); ++t) {
            const ModelPropensityCheck &model = check->models[t];
            const std::array<double, kModelFields> row{static_cast<double>(model.count), model.inverseWeightTotal.value,
                                                       model.inverseWeightTotal.se,      model.calibration,
                                                       model.worstCalibration,           model.pValue,
                                                       model.loggedOverEstimated,        model.matches ? 1.0 : 0.0};
            std::ranges::copy(row, models.row(t).begin());
        }
        bundle.put("propensity_choice.models", models);
    }
    bundle.put("propensity_choice", std::span<const double>(summary));
}

Result<PropensityChoice> PropensityChoice::load(const TensorBundle &bundle)
{
    return guarded<PropensityChoice>("Could not read the choice of propensities", [&] {
        const auto damaged = [] {
            return ComputationFailed{makeError(ErrorCode::BadInput, "The stored choice of propensities has another "
                                                                    "shape; it has to be made again.")};
        };
        const auto summary = valueOrThrow(bundle.vectorD("propensity_choice"));
        if (summary.size() < 2)
            throw damaged();
        PropensityChoice choice{summary[0] != 0, std::nullopt};
        if (summary[1] == 0)
            return choice;
        const auto models = valueOrThrow(bundle.matrixD("propensity_choice.models"));
        if (summary.size() != 8 || models.cols() != kModelFields)
            throw damaged();
        LoggedPropensityCheck check{static_cast<std::size_t>(std::max(summary[2], 0.0)),
                                    static_cast<std::size_t>(std::max(summary[3], 0.0)),
                                    {summary[4], summary[5]},
                                    summary[6],
                                    summary[7] != 0,
                                    {}};
        for (std::size_t t = 0; t < models.rows(); ++t) {
            const auto row = models.row(t);
            check.models.push_back({static_cast<std::size_t>(std::max(row[0], 0.0)),
                                    {row[1], row[2]},
                                    row[3],
                                    row[4],
                                    row[5],
                                    row[6],
                                    row[7] != 0});
        }
        choice.check = std::move(check);
        return choice;
    });
}

Result<PropensityChoice> choosePropensity(const LogView &log, const MatrixD &estimated, PropensitySource source)
{
    PropensityChoice choice;
    if (!hasLoggedPropensity(log)) {
        if (source == PropensitySource::Logged)
            return makeError(ErrorCode::Refused,
                             "Logged propensities were asked for, and not every row of this log has one above 0 and "
                             "up to 1. Import it with its propensity column filled, or use estimated ones.");
        return choice;
    }
    choice.check = checkLoggedPropensity(log, estimated);
    choice.usesLogged =
        source == PropensitySource::Logged || (source == PropensitySource::Auto && choice.check->matches());
    return choice;
}

std::string_view usedPropensityKey(const PropensityChoice &choice)
{
    return choice.usesLogged ? "logged" : "estimated";
}

} // namespace fairlead
