#include "core/causal/propensity.h"

#include "core/base/parallel.h"
#include "core/causal/linear.h"
#include "core/causal/multinomial.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace fairlead {

namespace {

constexpr const char *kStage = "Fitting propensities";
constexpr int kSharperRounds = 5;

/// Which models could be chosen for a row.
class Available
{
public:
    explicit Available(const Matrix<std::uint8_t> *flags)
        : m_flags(flags)
    {}

    [[nodiscard]] bool operator()(std::size_t row, std::size_t model) const
    {
        return m_flags == nullptr || (*m_flags)(row, model) != 0;
    }
    [[nodiscard]] double count(std::size_t row, std::size_t models) const
    {
        return m_flags == nullptr
                   ? static_cast<double>(models)
                   : static_cast<double>(std::ranges::count_if(m_flags->row(row), [](auto flag) { return flag != 0; }));
    }

private:
    const Matrix<std::uint8_t> *m_flags;
};

/// (1 - floor) softmax(temperature * logits) + floor / m over the available models, row by row, in place; 0 elsewhere.
void calibrate(MatrixD &logits, double temperature, double floor, const Available &available)
{
    for (std::size_t i = 0; i < logits.rows(); ++i) {
        const auto row = logits.row(i);
        const double m = available.count(i, row.size());
        double top = -std::numeric_limits<double>::infinity();
        for (std::size_t t = 0; t < row.size(); ++t)
            top = available(i, t) ? std::max(top, row[t]) : top;
        double sum = 0;
        for (std::size_t t = 0; t < row.size(); ++t)
            sum += row[t] = available(i, t) ? std::exp(temperature * (row[t] - top)) : 0;
        for (std::size_t t = 0; t < row.size(); ++t)
            row[t] = available(i, t) ? (1 - floor) * row[t] / sum + floor / m : 0;
    }
}

struct Calibration
{
    double temperature = 1;
    double floor = 0;
    double logLikelihood = -std::numeric_limits<double>::infinity();
};

/// Softmax probability of each scored row's served model.
std::vector<double> servedProbability(const MatrixD &logits, std::span<const std::int32_t> model,
                                      std::span<const std::int32_t> fold, double temperature,
                                      const Available &available)
{
    std::vector<double> served;
    for (std::size_t i = 0; i < logits.rows(); ++i) {
        if (fold[i] < 0)
            continue;
        const auto row = logits.row(i);
        const double own = row[static_cast<std::size_t>(model[i])];
        double sum = 0;
        for (std::size_t t = 0; t < row.size(); ++t)
            sum += available(i, t) ? std::exp(temperature * (row[t] - own)) : 0;
        served.push_back(1 / sum);
    }
    return served;
}

Calibration bestCalibration(const MatrixD &logits, std::span<const std::int32_t> model,
                            std::span<const std::int32_t> fold, const PropensityOptions &options,
                            const Available &available)
{
    std::vector<double> even; // the uniform policy's probability, of each scored row
    for (std::size_t i = 0; i < logits.rows(); ++i) {
        if (fold[i] >= 0)
            even.push_back(1 / available.count(i, logits.cols()));
    }
    std::vector<Calibration> bestFloor(options.temperatures.size()); // of each temperature
    forEachBlock(bestFloor.size(), 1, {}, [&](std::size_t at, std::size_t) {
        const double temperature = options.temperatures[at];
        const auto served = servedProbability(logits, model, fold, temperature, available);
        for (const double floor : options.floors) {
            double sum = 0;
            for (std::size_t j = 0; j < served.size(); ++j)
                sum += std::log((1 - floor) * served[j] + floor * even[j]);
            const double mean = served.empty() ? 0 : sum / static_cast<double>(served.size());
            if (mean > bestFloor[at].logLikelihood)
                bestFloor[at] = {temperature, floor, mean};
        }
    });
    Calibration best;
    for (const Calibration &each : bestFloor) {
        if (each.logLikelihood > best.logLikelihood)
            best = each;
    }
    return best;
}

/// Weakest penalty and sharpest temperature together mean that the log was routed by a harder rule than the grid can
/// tell, a deterministic one perhaps. The support diagnosis lives on seeing that, so the grid goes on in that
/// direction.
class SharperGrid
{
public:
    explicit SharperGrid(const PropensityOptions &options)
        : m_options(options)
        , m_sharpest(*std::max_element(options.temperatures.begin(), options.temperatures.end()))
    {}

    [[nodiscard]] const PropensityOptions &options() const { return m_options; }

    /// @param penalties grows by a weaker one where the best fit so far calls for it
    void extend(std::vector<double> &penalties, const PropensityModel &best)
    {
        const bool atEdge = best.penalty == penalties.back() && (m_rounds > 0 || best.temperature > 1);
        if (!atEdge || m_rounds == kSharperRounds)
            return;
        if (m_rounds++ == 0) {
            for (const double factor : {1.33, 2.0, 3.33})
                m_options.temperatures.push_back(factor * m_sharpest);
            m_options.floors.push_back(0.1 * *std::min_element(m_options.floors.begin(), m_options.floors.end()));
        }
        penalties.push_back(penalties.back() / 3);
    }

private:
    PropensityOptions m_options;
    double m_sharpest;
    int m_rounds = 0;
};

Result<void> checkOptions(const PropensityOptions &options)
{
    const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
    const auto share = [](double value) { return value >= 0 && value <= 1; };
    if (options.penalties.empty() || !std::all_of(options.penalties.begin(), options.penalties.end(), positive))
        return makeError(ErrorCode::BadConfig, "Propensity penalties must be positive numbers, and at least one.");
    if (options.temperatures.empty() ||
        !std::all_of(options.temperatures.begin(), options.temperatures.end(), positive))
        return makeError(ErrorCode::BadConfig, "Propensity temperatures must be positive numbers, and at least one.");
    if (options.floors.empty() || !std::all_of(options.floors.begin(), options.floors.end(), share))
        return makeError(ErrorCode::BadConfig, "Propensity floors must lie in 0 to 1, and there must be at least one.");
    return {};
}

} // namespace

MatrixD PropensityModel::predict(const FeatureRows &z, const Matrix<std::uint8_t> *available) const
{
    std::vector<MatrixD> parts;
    for (const MatrixD &foldWeights : weights) {
        parts.push_back(linearScores(z, foldWeights));
        calibrate(parts.back(), temperature, floor, Available(available));
    }
    return meanOf(parts);
}

void PropensityModel::save(TensorBundle &bundle) const
{
    bundle.put("propensity.calibration", std::vector<double>{penalty, temperature, floor});
    for (std::size_t k = 0; k < weights.size(); ++k)
        bundle.put("propensity.weights." + std::to_string(k), weights[k]);
}

Result<PropensityModel> PropensityModel::load(const TensorBundle &bundle)
{
    const auto calibration = bundle.vectorD("propensity.calibration");
    if (!calibration)
        return calibration.error();
    if (calibration->size() != 3)
        return makeError(ErrorCode::BadInput, "The stored propensity model cannot be used: its calibration does not "
                                              "hold three values. Train the router again.");
    PropensityModel model{{}, (*calibration)[0], (*calibration)[1], (*calibration)[2]};
    do {
        auto part = bundle.matrixD("propensity.weights." + std::to_string(model.weights.size()));
        if (!part)
            return part.error();
        const bool fits = part->rows() > 0 && part->cols() > 1 &&
                          (model.weights.empty() || (part->rows() == model.weights.front().rows() &&
                                                     part->cols() == model.weights.front().cols()));
        if (!fits)
            return makeError(ErrorCode::BadInput, "The stored propensity model cannot be used: its folds differ in "
                                                  "shape. Train the router again.");
        model.weights.push_back(*std::move(part));
    } while (bundle.has("propensity.weights." + std::to_string(model.weights.size())));
    return model;
}

Result<PropensityFit> fitPropensity(const FeatureRows &z, std::span<const std::int32_t> model, std::size_t models,
                                    std::span<const std::int32_t> fold, int folds, const PropensityOptions &options,
                                    std::stop_token stop, const ReportProgress &report, DeviceChoice device,
                                    const Matrix<std::uint8_t> *available)
{
    if (auto valid = checkOptions(options); !valid)
        return valid.error();
    // Strong penalties first: they are solved fastest, and each solution is near the next.
    std::vector<double> penalties = options.penalties;
    std::sort(penalties.begin(), penalties.end(), std::greater<>());

    PropensityFit best;
    best.logLikelihood = -std::numeric_limits<double>::infinity();
    std::vector<MatrixD> weights;
    SharperGrid grid(options);
    for (std::size_t a = 0; a < penalties.size(); ++a) {
        if (report)
            report({kStage, static_cast<double>(a), static_cast<double>(penalties.size()), "penalties"});
        MultinomialOptions fitting;
        fitting.penalty = penalties[a];
        fitting.iterations = options.iterations;
        auto fitted = fitMultinomial(z, model, models, fold, folds, fitting, weights, device, stop, available);
        if (!fitted)
            return fitted.error();
        weights = *std::move(fitted);
        MatrixD logits = outOfFoldScores(z, fold, weights);
        const Calibration calibration = bestCalibration(logits, model, fold, grid.options(), Available(available));
        if (calibration.logLikelihood > best.logLikelihood) {
            calibrate(logits, calibration.temperature, calibration.floor, Available(available));
            best = {{weights, penalties[a], calibration.temperature, calibration.floor},
                    std::move(logits),
                    calibration.logLikelihood};
        }
        if (a + 1 == penalties.size())
            grid.extend(penalties, best.model);
    }
    if (best.model.weights.empty())
        return makeError(ErrorCode::BadInput, "Could not fit the propensities: the embeddings hold values that are not "
                                              "finite. Import the embeddings again.");
    if (report)
        report({kStage, static_cast<double>(penalties.size()), static_cast<double>(penalties.size()), "penalties"});
    return best;
}

} // namespace fairlead
