#include "core/sweep/sweepinput.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace fairlead {

namespace {

Error badInput(const std::string &what)
{
    return makeError(ErrorCode::BadInput, "Could not build the sweep over lambda: " + what + ".");
}

Result<void> checkKnots(const std::vector<double> &knots)
{
    const bool finite = std::all_of(knots.begin(), knots.end(), [](double k) { return std::isfinite(k); });
    const bool ascending = std::adjacent_find(knots.begin(), knots.end(), std::greater_equal<>()) == knots.end();
    if (knots.size() < 2 || !finite || !ascending)
        return badInput("a router needs at least two knots in ascending order");
    return {};
}

Result<void> checkShape(const MatrixD &matrix, const char *name, std::size_t rows, std::size_t cols)
{
    if (matrix.rows() == rows && matrix.cols() == cols)
        return {};
    return badInput(std::string(name) + " has " + std::to_string(matrix.rows()) + " rows and " +
                    std::to_string(matrix.cols()) + " columns where " + std::to_string(rows) + " and " +
                    std::to_string(cols) + " are needed");
}

Result<void> checkAvailable(const Matrix<std::uint8_t> *available, std::size_t rows, std::size_t models)
{
    if (available == nullptr)
        return {};
    if (available->rows() != rows || available->cols() != models)
        return badInput("the candidate sets must have one row per query and one column per model");
    for (std::size_t row = 0; row < rows; ++row) {
        if (std::ranges::count(available->row(row), 0) == std::ssize(available->row(row)))
            return badInput("query " + std::to_string(row + 1) + " has no model that it could be sent to");
    }
    return {};
}

bool canBeChosen(const SweepInput &input, std::size_t row, std::size_t model)
{
    return input.available == nullptr || (*input.available)(row, model) != 0;
}

Result<void> checkOutcomes(const MatrixD *quality, const MatrixD *cost, const std::string &kind, std::size_t rows,
                           std::size_t models, const SweepInput &input)
{
    if (!quality && !cost)
        return {};
    if (!quality || !cost)
        return badInput("the " + kind + " quality and cost must come together");
    for (const MatrixD *matrix : {quality, cost}) {
        const std::string name = "the " + kind + (matrix == quality ? " quality" : " cost");
        if (auto shape = checkShape(*matrix, name.c_str(), rows, models); !shape)
            return shape;
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t t = 0; t < models; ++t)
                if (canBeChosen(input, row, t) && !std::isfinite((*matrix)(row, t)))
                    return badInput(name + " of query " + std::to_string(row + 1) + " is not a finite number");
    }
    return {};
}

Result<void> checkPairing(const SweepInput &input, std::size_t rows)
{
    if (!input.clusters.empty() && input.clusters.size() != rows)
        return badInput("clusters must have one value per query");
    if (input.referenceModel && *input.referenceModel >= input.tieCosts.size())
        return badInput("the reference model is none of the router's");
    return {};
}

Result<void> checkNoise(const SweepInput &input, std::size_t rows, std::size_t models)
{
    if (!input.noise)
        return {};
    const CorrectionNoise &noise = *input.noise;
    if (input.drQuality == nullptr)
        return badInput("the noise of corrections comes without the outcomes that were corrected");
    if (noise.served.size() != rows || noise.weight.size() != rows || noise.correction.size() != rows ||
        noise.exposure.rows() != rows || noise.exposure.cols() != models || noise.residual.size() != models)
        return badInput("the noise of corrections must have one row per query and one column per model");
    return {};
}

Result<void> checkLogged(const SweepInput &input, std::size_t rows)
{
    if (input.loggedQuality.size() != input.loggedCost.size() ||
        (!input.loggedQuality.empty() && input.loggedQuality.size() != rows))
        return badInput("logged quality and cost must have one value per query");
    const auto finite = [](double value) { return std::isfinite(value); };
    if (!std::all_of(input.loggedQuality.begin(), input.loggedQuality.end(), finite) ||
        !std::all_of(input.loggedCost.begin(), input.loggedCost.end(), finite))
        return badInput("a logged outcome is not a finite number");
    return {};
}

} // namespace

Result<void> checkSweepInput(const SweepInput &input)
{
    if (auto knots = checkKnots(input.knots); !knots)
        return knots;
    const std::size_t models = input.tieCosts.size();
    if (models == 0 || models > std::numeric_limits<std::uint16_t>::max())
        return badInput("it needs between 1 and 65,535 models");
    if (std::any_of(input.tieCosts.begin(), input.tieCosts.end(), [](double c) { return std::isnan(c); }))
        return badInput("a model's mean cost is not a number");
    const std::size_t rows = rowsOf(input);
    if (rows == 0)
        return badInput("there are no queries");
    if (rows > std::numeric_limits<std::uint32_t>::max())
        return badInput("there are more queries than an index can hold");
    if (input.scores != nullptr) {
        if (auto shape = checkScoreBlock(input, *input.scores, rows); !shape)
            return shape;
    }
    if (auto candidates = checkAvailable(input.available, rows, models); !candidates)
        return candidates;
    if (auto dr = checkOutcomes(input.drQuality, input.drCost, "estimated", rows, models, input); !dr)
        return dr;
    if (auto truth = checkOutcomes(input.trueQuality, input.trueCost, "true", rows, models, input); !truth)
        return truth;
    if (auto noise = checkNoise(input, rows, models); !noise)
        return noise;
    if (auto pairing = checkPairing(input, rows); !pairing)
        return pairing;
    return checkLogged(input, rows);
}

std::size_t rowsOf(const SweepInput &input)
{
    if (input.scores != nullptr)
        return input.scores->rows();
    return input.stream.block ? input.stream.rows : 0;
}

Result<void> checkScoreBlock(const SweepInput &input, const MatrixD &block, std::size_t rows)
{
    return checkShape(block, "the score matrix", rows, input.knots.size() * input.tieCosts.size());
}

void sinkUnavailable(std::span<double> scores, std::span<const std::uint8_t> available)
{
    const std::size_t models = available.size();
    for (std::size_t first = 0; first < scores.size(); first += models) {
        const auto knot = scores.subspan(first, models);
        double lowest = std::numeric_limits<double>::infinity();
        for (std::size_t t = 0; t < models; ++t)
            lowest = available[t] != 0 ? std::min(lowest, knot[t]) : lowest;
        for (std::size_t t = 0; t < models; ++t)
            knot[t] = available[t] != 0 ? knot[t] : lowest - (1 + std::abs(lowest));
    }
}

} // namespace fairlead
