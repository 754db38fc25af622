#include "core/evaluation/heldout.h"

#include "core/base/clusters.h"
#include "core/causal/folds.h"
#include "core/causal/guard.h"
#include "core/causal/logcheck.h"
#include "core/causal/propensity.h"
#include "core/causal/ridge.h"
#include "core/causal/scores.h"

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

/// The rows of a log that were held out, as columns of their own.
struct HeldOutLog
{
    HeldOutLog(const LogView &log, std::span<const std::int64_t> rows)
        : models(log.models)
    {
        for (const std::int64_t row : rows) {
            const auto i = static_cast<std::size_t>(row);
            model.push_back(log.model[i]);
            quality.push_back(log.quality[i]);
            cost.push_back(log.cost[i]);
            if (log.propensity.size() == log.rows())
                propensity.push_back(log.propensity[i]);
        }
        if (log.available != nullptr)
            available = takeRows(*log.available, std::vector<std::size_t>(rows.begin(), rows.end()));
    }
    [[nodiscard]] LogView view() const
    {
        return {model, quality, cost, propensity, models, available.empty() ? nullptr : &available};
    }

    std::vector<std::int32_t> model;
    std::vector<double> quality;
    std::vector<double> cost;
    std::vector<double> propensity;
    Matrix<std::uint8_t> available;
    std::size_t models;
};

Result<void> checkHeldOut(const LogView &log, std::span<const std::int64_t> heldOut)
{
    if (heldOut.size() < 2)
        return makeError(ErrorCode::Refused, "Fewer than two queries are held out, so no value has a standard error. "
                                             "Import more of the log.");
    const auto inLog = [&](std::int64_t row) { return row >= 0 && static_cast<std::size_t>(row) < log.rows(); };
    if (!std::all_of(heldOut.begin(), heldOut.end(), inLog) || !std::is_sorted(heldOut.begin(), heldOut.end()))
        return makeError(ErrorCode::Internal, "The held-out rows are not rows of the log in ascending order.");
    return {};
}

std::vector<std::string> groupsOf(std::span<const std::int64_t> heldOut, std::span<const std::string> groups)
{
    std::vector<std::string> heldOutGroups;
    for (const std::int64_t row : heldOut)
        heldOutGroups.push_back(groups.empty() ? std::string() : groups[static_cast<std::size_t>(row)]);
    return heldOutGroups;
}

/// Folds over the held-out rows; training rows belong to none and train all of them.
std::vector<std::int32_t> heldOutFolds(std::size_t rows, std::span<const std::int64_t> heldOut,
                                       std::span<const std::string> heldOutGroups, int folds, std::uint64_t seed)
{
    const auto assigned = assignFolds(heldOutGroups, heldOut.size(), folds, seed);
    std::vector<std::int32_t> fold(rows, -1);
    for (std::size_t i = 0; i < heldOut.size(); ++i)
        fold[static_cast<std::size_t>(heldOut[i])] = assigned[i];
    return fold;
}

bool haveShape(const HeldOutTables &tables)
{
    const std::size_t n = tables.rows.size();
    const std::size_t m = tables.propensity.cols();
    const auto is = [&](const MatrixD &matrix) { return matrix.rows() == n && matrix.cols() == m; };
    const auto isModel = [&](std::int32_t t) { return t >= 0 && static_cast<std::size_t>(t) < m; };
    return is(tables.propensity) && is(tables.quality) && is(tables.cost) && is(tables.predictedQuality) &&
           is(tables.predictedCost) && tables.served.size() == n && tables.loggedQuality.size() == n &&
           tables.loggedCost.size() == n && tables.loggedModel.size() == n && tables.clusters.size() == n &&
           std::all_of(tables.loggedModel.begin(), tables.loggedModel.end(), isModel) && tables.clip > 0;
}

} // namespace

MatrixD influenceValues(const MatrixD &prediction, std::span<const double> outcome, std::span<const std::int32_t> model,
                        std::span<const double> served, double clip)
{
    MatrixD psi = prediction;
    for (std::size_t i = 0; i < psi.rows(); ++i) {
        const auto t = static_cast<std::size_t>(model[i]);
        psi(i, t) += (outcome[i] - prediction(i, t)) / std::max(served[i], clip);
    }
    return psi;
}

Result<HeldOutTables> makeHeldOutTables(const FeatureRows &z, const LogView &log, std::span<const std::int64_t> heldOut,
                                        std::span<const std::string> groups, const NuisanceOptions &options,
                                        double clip, std::uint64_t seed, DeviceChoice device, std::stop_token stop,
                                        const ReportProgress &report)
{
    if (auto valid = checkLog(z, log); !valid)
        return valid.error();
    if (auto valid = checkHeldOut(log, heldOut); !valid)
        return valid.error();
    if (!(clip > 0 && clip <= 1))
        return makeError(ErrorCode::BadConfig, "The clip of held-out propensities must lie above 0 and at most at 1.");
    const auto resolved = resolveDevice(device);
    if (!resolved)
        return resolved.error();
    return guarded<HeldOutTables>("Could not value the held-out queries", [&] {
        const int folds = std::max(2, options.folds);
        const auto heldOutGroups = groupsOf(heldOut, groups);
        const auto fold = heldOutFolds(log.rows(), heldOut, heldOutGroups, folds, seed);
        const PropensityFit propensity = valueOrThrow(fitPropensity(
            z, log.model, log.models, fold, folds, options.propensity, stop, report, *resolved, log.available));
        HeldOutTables tables;
        tables.rows.assign(heldOut.begin(), heldOut.end());
        const std::vector<std::size_t> rows(heldOut.begin(), heldOut.end());
        HeldOutLog rowsLog(log, heldOut);
        tables.propensity = takeRows(propensity.outOfFold, std::span(rows));
        std::vector<std::int32_t> ownFold;
        for (const std::size_t row : rows)
            ownFold.push_back(fold[row]);
        RidgeFit ridge = valueOrThrow(fitRidge(z.select(rows), rowsLog.view(), ownFold, folds,
                                               options.ridge, *resolved, stop, report));
        tables.propensityChoice =
            valueOrThrow(choosePropensity(rowsLog.view(), tables.propensity, options.propensity.source));
        tables.served = servedPropensity(tables.propensityChoice.apply(rowsLog.view()), tables.propensity);
        for (std::size_t i = 0; i < rows.size(); ++i)
            tables.propensity(i, static_cast<std::size_t>(rowsLog.model[i])) = tables.served[i];
        tables.predictedQuality = std::move(ridge.outOfFold[kQuality]);
        tables.predictedCost = std::move(ridge.outOfFold[kCost]);
        tables.quality = influenceValues(tables.predictedQuality, rowsLog.quality, rowsLog.model, tables.served, clip);
        tables.cost = influenceValues(tables.predictedCost, rowsLog.cost, rowsLog.model, tables.served, clip);
        tables.clusters = clustersOfGroups(heldOutGroups);
        tables.clip = clip;
        tables.loggedQuality = std::move(rowsLog.quality);
        tables.loggedCost = std::move(rowsLog.cost);
        tables.loggedModel = std::move(rowsLog.model);
        return tables;
    });
}

TensorBundle HeldOutTables::save() const
{
    TensorBundle bundle;
    bundle.put("rows", std::span(rows));
    bundle.put("propensity", propensity);
    bundle.put("quality", quality);
    bundle.put("cost", cost);
    bundle.put("predicted_quality", predictedQuality);
    bundle.put("predicted_cost", predictedCost);
    bundle.put("served", std::span(served));
    bundle.put("logged_quality", std::span(loggedQuality));
    bundle.put("logged_cost", std::span(loggedCost));
    bundle.put("logged_model", std::vector<std::int64_t>(loggedModel.begin(), loggedModel.end()));
    bundle.put("clusters", std::vector<std::int64_t>(clusters.begin(), clusters.end()));
    bundle.put("clip", std::vector<double>{clip});
    propensityChoice.save(bundle);
    return bundle;
}

Result<HeldOutTables> HeldOutTables::load(const TensorBundle &bundle)
{
    return guarded<HeldOutTables>("Could not read the held-out values", [&] {
        HeldOutTables tables;
        tables.rows = valueOrThrow(bundle.vectorI("rows"));
        tables.propensity = valueOrThrow(bundle.matrixD("propensity"));
        tables.quality = valueOrThrow(bundle.matrixD("quality"));
        tables.cost = valueOrThrow(bundle.matrixD("cost"));
        tables.predictedQuality = valueOrThrow(bundle.matrixD("predicted_quality"));
        tables.predictedCost = valueOrThrow(bundle.matrixD("predicted_cost"));
        tables.served = valueOrThrow(bundle.vectorD("served"));
        tables.loggedQuality = valueOrThrow(bundle.vectorD("logged_quality"));
        tables.loggedCost = valueOrThrow(bundle.vectorD("logged_cost"));
        const auto models = valueOrThrow(bundle.vectorI("logged_model"));
        tables.loggedModel.assign(models.begin(), models.end());
        const auto clusters = valueOrThrow(bundle.vectorI("clusters"));
        tables.clusters.assign(clusters.begin(), clusters.end());
        const auto clip = valueOrThrow(bundle.vectorD("clip"));
        tables.clip = clip.size() == 1 ? clip.front() : 0;
        tables.propensityChoice = valueOrThrow(PropensityChoice::load(bundle));
        if (!haveShape(tables))
            throw ComputationFailed{makeError(ErrorCode::BadInput, "The stored held-out values differ in length; they "
                                                                   "have to be made again.")};
        return tables;
    });
}

} // namespace fairlead
