#include "core/base/productblocks.h"
#include "core/base/tensorview.h"
#include "core/features/featuretensors.h"
#include "core/routers/correction.h"
#include "core/routers/routerbundle.h"

#include <cmath>

namespace fairlead {

namespace {

/// Matrices of one shape below each other.
MatrixF stacked(const std::vector<MatrixF> &parts)
{
    MatrixF out(parts.size() * parts.front().rows(), parts.front().cols());
    float *to = out.data();
    for (const MatrixF &part : parts)
        to = std::copy(part.data(), part.data() + part.size(), to);
    return out;
}

MatrixF stacked(const std::vector<std::vector<float>> &parts)
{
    MatrixF out(parts.size(), parts.front().size());
    for (std::size_t k = 0; k < parts.size(); ++k)
        std::copy(parts[k].begin(), parts[k].end(), out.row(k).begin());
    return out;
}

std::vector<MatrixF> split(const MatrixF &matrix, std::size_t parts)
{
    const std::size_t rows = matrix.rows() / parts;
    std::vector<MatrixF> out(parts, MatrixF(rows, matrix.cols()));
    for (std::size_t k = 0; k < parts; ++k) {
        const float *from = matrix.data() + k * out[k].size();
        std::copy(from, from + out[k].size(), out[k].data());
    }
    return out;
}

std::vector<std::vector<float>> rowsOf(const MatrixF &matrix)
{
    std::vector<std::vector<float>> out;
    for (std::size_t k = 0; k < matrix.rows(); ++k)
        out.emplace_back(matrix.row(k).begin(), matrix.row(k).end());
    return out;
}

} // namespace

MatrixD CorrectionNetworks::delta(const FeatureRows &z) const
{
    // The mean of K networks is one network with all their hidden units.
    const auto networks = double(hiddenWeights.size());
    const at::Tensor hidden = tensorView(stacked(hiddenWeights)).to(at::kDouble).mul_(inputScale).t();
    const at::Tensor bias = tensorView(stacked(hiddenBias)).to(at::kDouble).reshape({1, -1});
    std::vector<at::Tensor> outputs;
    for (const MatrixF &weights : outputWeights)
        outputs.push_back(tensorView(weights).t());
    const at::Tensor output = at::cat(outputs).to(at::kDouble).div_(networks);
    const at::Tensor outputBiasMean = tensorView(stacked(outputBias)).to(at::kDouble).mean(0, true);

    MatrixD out(z.rows(), outputBias.front().size());
    FeatureTensors features(z, at::kCPU, at::kDouble);
    forEachProductBlock(z.rows(), kFeatureBlock, {}, [&](std::size_t first, std::size_t last) {
        const auto from = std::int64_t(first);
        const auto rows = std::int64_t(last - first);
        const at::Tensor active = at::addmm(bias, features.block(from, rows), hidden).clamp_min_(0);
        at::Tensor scores = tensorView(out).narrow(0, from, rows);
        at::addmm_out(scores, outputBiasMean, active, output);
    });
    return out;
}

void CorrectionNetworks::save(TensorBundle &bundle) const
{
    bundle.put("correction.hidden_weights", stacked(hiddenWeights));
    bundle.put("correction.hidden_bias", stacked(hiddenBias));
    bundle.put("correction.output_weights", stacked(outputWeights));
    bundle.put("correction.output_bias", stacked(outputBias));
    bundle.put("correction.input_scale", std::span<const double>(&inputScale, 1));
}

Result<CorrectionNetworks> CorrectionNetworks::load(const TensorBundle &bundle)
{
    const auto hidden = bundle.matrixF("correction.hidden_weights");
    const auto hiddenBias = bundle.matrixF("correction.hidden_bias");
    const auto output = bundle.matrixF("correction.output_weights");
    const auto outputBias = bundle.matrixF("correction.output_bias");
    const auto scale = bundle.vectorD("correction.input_scale");
    if (!hidden || !hiddenBias || !output || !outputBias || !scale)
        return damagedRouter("its correction networks are missing");

    const std::size_t networks = hiddenBias->rows();
    const std::size_t units = hiddenBias->cols();
    if (networks == 0 || units == 0 || hidden->rows() != networks * units || hidden->cols() == 0 ||
        outputBias->rows() != networks || outputBias->cols() == 0 || output->rows() != networks * outputBias->cols() ||
        output->cols() != units)
        return damagedRouter("its correction networks do not fit together");
    if (!allFinite(*hidden) || !allFinite(*hiddenBias) || !allFinite(*output) || !allFinite(*outputBias) ||
        scale->size() != 1 || !std::isfinite(scale->front()))
        return damagedRouter("its correction networks hold values that are not finite numbers");
    return CorrectionNetworks{split(*hidden, networks), rowsOf(*hiddenBias), split(*output, networks),
                              rowsOf(*outputBias), scale->front()};
}

} // namespace fairlead
