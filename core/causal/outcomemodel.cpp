#include "core/causal/outcomemodel.h"

#include "core/base/productblocks.h"
#include "core/causal/linear.h"
#include "core/causal/outcomes.h"

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

/// Distances as linear scores: the nearest centroid c has the largest z'c - |c|^2 / 2.
MatrixD centroidScorer(const MatrixD &centroids)
{
    MatrixD weights(centroids.rows(), centroids.cols() + 1);
    for (std::size_t c = 0; c < centroids.rows(); ++c) {
        const auto centroid = centroids.row(c);
        std::copy(centroid.begin(), centroid.end(), weights.row(c).begin());
        weights(c, centroids.cols()) =
            -0.5 * std::inner_product(centroid.begin(), centroid.end(), centroid.begin(), 0.0);
    }
    return weights;
}

/// @param scorers of the codebooks; @param cells of each, filled from `first` on
void nearestOfBlock(const MatrixD &z, std::span<const MatrixD> scorers, std::size_t first,
                    std::vector<std::vector<std::int32_t>> &cells)
{
    for (std::size_t b = 0; b < scorers.size(); ++b) {
        const MatrixD scores = linearScores(z, scorers[b]);
        for (std::size_t i = 0; i < z.rows(); ++i) {
            const auto row = scores.row(i);
            cells[b][first + i] = static_cast<std::int32_t>(std::max_element(row.begin(), row.end()) - row.begin());
        }
    }
}

/// Sum over codebooks of the value of each row's cell, n x m, divided by their number.
MatrixD cellPrediction(const std::vector<MatrixD> &tables, const std::vector<std::vector<std::int32_t>> &cells,
                       std::size_t rows, std::size_t models)
{
    MatrixD mean(rows, models);
    for (std::size_t b = 0; b < tables.size(); ++b) {
        for (std::size_t i = 0; i < rows; ++i) {
            const auto values = tables[b].row(static_cast<std::size_t>(cells[b][i]));
            for (std::size_t t = 0; t < models; ++t)
                mean(i, t) += values[t] / static_cast<double>(tables.size());
        }
    }
    return mean;
}

/// What ridge and cells say of a block of rows; trees come on top.
MatrixD linearPrediction(const StackedOutcome &outcome, const MatrixD &z,
                         const std::vector<std::vector<std::int32_t>> &cells)
{
    MatrixD out = linearScores(z, outcome.ridge);
    const MatrixD byCell = cellPrediction(outcome.cells, cells, z.rows(), outcome.ridge.rows());
    const double cellsWeight = outcome.cells.empty() ? 0 : outcome.cellsWeight;
    for (std::size_t i = 0; i < out.size(); ++i)
        out.data()[i] = outcome.mean + outcome.ridgeWeight * (out.data()[i] - outcome.mean) +
                        cellsWeight * (byCell.data()[i] - outcome.mean);
    return out;
}

void addTrees(const StackedOutcome &outcome, const FeatureRows &z, MatrixD &prediction)
{
    if (outcome.forest.empty())
        return;
    const MatrixD byTree = outcome.forest.predict(z);
    for (std::size_t i = 0; i < prediction.size(); ++i)
        prediction.data()[i] += outcome.forestWeight * (byTree.data()[i] - outcome.mean);
}

void saveOutcome(TensorBundle &bundle, const std::string &prefix, const StackedOutcome &outcome)
{
    bundle.put(prefix + ".stack",
               std::vector<double>{outcome.mean, outcome.ridgeWeight, outcome.cellsWeight, outcome.forestWeight});
    bundle.put(prefix + ".ridge", outcome.ridge);
    for (std::size_t b = 0; b < outcome.cells.size(); ++b)
        bundle.put(prefix + ".cells." + std::to_string(b), outcome.cells[b]);
    if (!outcome.forest.empty())
        outcome.forest.save(bundle, prefix + ".forest");
}

Error badBundle(const std::string &what)
{
    return makeError(ErrorCode::BadInput,
                     "The stored outcome model cannot be used: " + what + ". Train the router again.");
}

Result<StackedOutcome> loadOutcome(const TensorBundle &bundle, const std::string &prefix,
                                   const std::vector<MatrixD> &codebooks)
{
    const auto stack = bundle.vectorD(prefix + ".stack");
    if (!stack)
        return stack.error();
    if (stack->size() != 3 && stack->size() != 4) // three: stored before there were forests
        return badBundle("'" + prefix + ".stack' does not hold a mean and a weight for each of its parts");
    const auto ridge = bundle.matrixD(prefix + ".ridge");
    if (!ridge)
        return ridge.error();
    if (ridge->rows() == 0 || ridge->cols() < 2)
        return badBundle("'" + prefix + ".ridge' is empty");
    const double forestWeight = stack->size() == 4 ? stack->back() : 0;
    StackedOutcome outcome{(*stack)[0], (*stack)[1], (*stack)[2], forestWeight, *ridge, {}, {}};
    if (forestWeight != 0 || bundle.has(prefix + ".forest.roots")) {
        auto forest = Forest::load(bundle, prefix + ".forest", ridge->cols() - 1, ridge->rows());
        if (!forest)
            return badBundle(forest.error().message);
        outcome.forest = *std::move(forest);
    }
    for (std::size_t b = 0; b < codebooks.size(); ++b) {
        auto table = bundle.matrixD(prefix + ".cells." + std::to_string(b));
        if (!table)
            return table.error();
        if (table->rows() != codebooks[b].rows() || table->cols() != ridge->rows() ||
            codebooks[b].cols() + 1 != ridge->cols())
            return badBundle("'" + prefix + ".cells." + std::to_string(b) + "' does not fit its codebook");
        outcome.cells.push_back(*std::move(table));
    }
    return outcome;
}

} // namespace

std::vector<std::vector<std::int32_t>> nearestCells(const FeatureRows &z, std::span<const MatrixD> codebooks)
{
    std::vector<MatrixD> scorers;
    scorers.reserve(codebooks.size());
    for (const MatrixD &centroids : codebooks)
        scorers.push_back(centroidScorer(centroids));
    std::vector<std::vector<std::int32_t>> cells(codebooks.size(), std::vector<std::int32_t>(z.rows()));
    if (cells.empty())
        return cells;
    forEachProductBlock(z.rows(), kFeatureBlock, {}, [&](std::size_t first, std::size_t last) {
        nearestOfBlock(z.block(first, last), scorers, first, cells);
    });
    return cells;
}

std::vector<std::int32_t> nearestCell(const FeatureRows &z, const MatrixD &centroids)
{
    return std::move(nearestCells(z, {&centroids, 1}).front());
}

OutcomeModel::Prediction OutcomeModel::predict(const FeatureRows &z) const
{
    std::vector<MatrixD> scorers;
    for (const MatrixD &centroids : codebooks)
        scorers.push_back(centroidScorer(centroids));
    Prediction out{MatrixD(z.rows(), quality.ridge.rows()), MatrixD(z.rows(), cost.ridge.rows())};
    forEachProductBlock(z.rows(), kFeatureBlock, {}, [&](std::size_t first, std::size_t last) {
        const MatrixD block = z.block(first, last);
        std::vector<std::vector<std::int32_t>> cells(codebooks.size(), std::vector<std::int32_t>(block.rows()));
        nearestOfBlock(block, scorers, 0, cells);
        for (const auto &[outcome, all] : {std::pair{&quality, &out.quality}, {&cost, &out.cost}}) {
            const MatrixD values = linearPrediction(*outcome, block, cells);
            std::copy_n(values.data(), values.size(), all->row(first).data());
        }
    });
    addTrees(quality, z, out.quality);
    addTrees(cost, z, out.cost);
    return out;
}

void OutcomeModel::save(TensorBundle &bundle) const
{
    saveOutcome(bundle, "outcome.quality", quality);
    saveOutcome(bundle, "outcome.cost", cost);
    for (std::size_t b = 0; b < codebooks.size(); ++b)
        bundle.put("outcome.codebook." + std::to_string(b), codebooks[b]);
}

Result<OutcomeModel> OutcomeModel::load(const TensorBundle &bundle)
{
    OutcomeModel model;
    for (std::size_t b = 0; bundle.has("outcome.codebook." + std::to_string(b)); ++b) {
        auto codebook = bundle.matrixD("outcome.codebook." + std::to_string(b));
        if (!codebook)
            return codebook.error();
        if (codebook->rows() == 0)
            return badBundle("a codebook has no cells");
        model.codebooks.push_back(*std::move(codebook));
    }
    for (const auto &[prefix, outcome] :
         {std::pair{"outcome.quality", &model.quality}, {"outcome.cost", &model.cost}}) {
        auto loaded = loadOutcome(bundle, prefix, model.codebooks);
        if (!loaded)
            return loaded.error();
        *outcome = *std::move(loaded);
    }
    if (model.quality.ridge.rows() != model.cost.ridge.rows() || model.quality.ridge.cols() != model.cost.ridge.cols())
        return badBundle("quality and cost have another number of models or features");
    return model;
}

} // namespace fairlead
