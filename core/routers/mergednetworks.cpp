#include "core/routers/mergednetworks.h"

#include <algorithm>

namespace fairlead {

namespace {

void copyBlock(const MatrixF &from, MatrixF &to, std::size_t row, std::size_t col)
{
    for (std::size_t r = 0; r < from.rows(); ++r)
        std::copy(from.row(r).begin(), from.row(r).end(), to.row(row + r).begin() + std::ptrdiff_t(col));
}

/// The network with a part of its input, the last one, held at a value.
CorrectionNetworks withLastInput(const CorrectionNetworks &conditioned, double value)
{
    CorrectionNetworks out = conditioned;
    for (std::size_t k = 0; k < conditioned.hiddenWeights.size(); ++k) {
        const MatrixF &weights = conditioned.hiddenWeights[k];
        MatrixF features(weights.rows(), weights.cols() - 1);
        for (std::size_t h = 0; h < weights.rows(); ++h) {
            std::copy(weights.row(h).begin(), weights.row(h).end() - 1, features.row(h).begin());
            out.hiddenBias[k][h] += float(conditioned.inputScale * value * double(weights.row(h).back()));
        }
        out.hiddenWeights[k] = std::move(features);
    }
    return out;
}

} // namespace

CorrectionNetworks sideBySide(const std::vector<CorrectionNetworks> &perKnot)
{
    CorrectionNetworks out;
    out.inputScale = perKnot.front().inputScale;
    const std::size_t knots = perKnot.size();
    for (std::size_t k = 0; k < perKnot.front().hiddenWeights.size(); ++k) {
        const std::size_t hidden = perKnot.front().hiddenBias[k].size();
        const std::size_t models = perKnot.front().outputBias[k].size();
        MatrixF hiddenWeights(knots * hidden, perKnot.front().hiddenWeights[k].cols());
        MatrixF outputWeights(knots * models, knots * hidden);
        std::vector<float> hiddenBias, outputBias;
        for (std::size_t j = 0; j < knots; ++j) {
            const CorrectionNetworks &part = perKnot[j];
            copyBlock(part.hiddenWeights[k], hiddenWeights, j * hidden, 0);
            copyBlock(part.outputWeights[k], outputWeights, j * models, j * hidden);
            hiddenBias.insert(hiddenBias.end(), part.hiddenBias[k].begin(), part.hiddenBias[k].end());
            outputBias.insert(outputBias.end(), part.outputBias[k].begin(), part.outputBias[k].end());
        }
        out.hiddenWeights.push_back(std::move(hiddenWeights));
        out.outputWeights.push_back(std::move(outputWeights));
        out.hiddenBias.push_back(std::move(hiddenBias));
        out.outputBias.push_back(std::move(outputBias));
    }
    return out;
}

CorrectionNetworks evaluatedAtKnots(const CorrectionNetworks &conditioned, const std::vector<double> &positions)
{
    std::vector<CorrectionNetworks> perKnot;
    for (const double lambda : positions)
        perKnot.push_back(withLastInput(conditioned, lambda));
    return sideBySide(perKnot);
}

} // namespace fairlead
