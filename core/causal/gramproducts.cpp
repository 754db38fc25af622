#include "core/causal/gramproducts.h"

#include "core/base/tensorview.h"

#include <algorithm>

namespace fairlead {

GramProducts::GramProducts(FeatureRows z, double constant, DeviceChoice device)
    : m_z(std::move(z))
    , m_device(device)
    , m_block(std::min(kFeatureBlock, m_z.rows()), m_z.cols() + 1, constant)
{}

void GramProducts::gram(std::span<const std::int64_t> rows, MatrixD &gram)
{
    sum(rows, nullptr, &gram, nullptr);
}

void GramProducts::gramAndMoments(std::span<const std::int64_t> rows, const MatrixD &targets, MatrixD &gram,
                                  MatrixD &moments)
{
    sum(rows, &targets, &gram, &moments);
}

void GramProducts::moments(std::span<const std::int64_t> rows, const MatrixD &targets, MatrixD &moments)
{
    sum(rows, &targets, nullptr, &moments);
}

void GramProducts::sum(std::span<const std::int64_t> rows, const MatrixD *targets, MatrixD *gram, MatrixD *moments)
{
    const at::Device device = torchDevice(m_device);
    // On a CPU these are the matrices themselves.
    const auto begin = [&](MatrixD *sums) { return sums == nullptr ? at::Tensor() : tensorView(*sums).zero_().to(device); };
    const auto finish = [&](MatrixD *sums, const at::Tensor &from) {
        if (sums != nullptr && !device.is_cpu())
            tensorView(*sums).copy_(from);
    };
    at::Tensor products = begin(gram);
    at::Tensor weighted = begin(moments);
    for (std::size_t first = 0; first < rows.size(); first += m_block.rows()) {
        const std::size_t count = std::min(m_block.rows(), rows.size() - first);
        m_z.gather(rows.subspan(first, count), m_block.data(), m_block.cols());
        const at::Tensor z = tensorView(m_block).narrow(0, 0, std::int64_t(count)).to(device);
        if (gram != nullptr)
            products.addmm_(z.t(), z);
        if (moments != nullptr)
            weighted.addmm_(z.t(), tensorView(*targets).narrow(0, std::int64_t(first), std::int64_t(count)).to(device));
    }
    finish(gram, products);
    finish(moments, weighted);
}

} // namespace fairlead
