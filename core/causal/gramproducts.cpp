#include "core/causal/gramproducts.h"

#include "core/base/productblocks.h"
#include "core/base/tensorview.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace fairlead {

namespace {

/// Of Z that a thread holds: the squares beside them are what a stage needs its memory for.
constexpr std::size_t kRows = 256;

} // namespace

GramProducts::GramProducts(FeatureRows z, double constant, DeviceChoice device)
    : m_z(std::move(z))
    , m_constant(constant)
    , m_device(device)
    , m_blocks(std::size_t(productThreads()))
{}

void GramProducts::gram(std::span<const std::int64_t> rows, MatrixD &gram)
{
    tensorView(gram).zero_();
    add(rows, nullptr, 1, &gram, nullptr);
}

void GramProducts::subtractGram(std::span<const std::int64_t> rows, MatrixD &from)
{
    add(rows, nullptr, -1, &from, nullptr);
}

void GramProducts::gramAndMoments(std::span<const std::int64_t> rows, const MatrixD &targets, MatrixD &gram,
                                  MatrixD &moments)
{
    tensorView(gram).zero_();
    tensorView(moments).zero_();
    add(rows, &targets, 1, &gram, &moments);
}

void GramProducts::moments(std::span<const std::int64_t> rows, const MatrixD &targets, MatrixD &moments)
{
    tensorView(moments).zero_();
    add(rows, &targets, 1, nullptr, &moments);
}

MatrixD &GramProducts::block()
{
    MatrixD &own = m_blocks.at(std::size_t(at::get_thread_num()));
    if (own.empty())
        own = MatrixD(std::min(kRows, m_z.rows()), m_z.cols() + 1, m_constant);
    return own;
}

void GramProducts::add(std::span<const std::int64_t> rows, const MatrixD *targets, double sign, MatrixD *gram,
                       MatrixD *moments)
{
    const at::Device device = torchDevice(m_device);
    // On a CPU these are the matrices themselves.
    const auto begin = [&](MatrixD *sums) { return sums == nullptr ? at::Tensor() : tensorView(*sums).to(device); };
    const auto finish = [&](MatrixD *sums, const at::Tensor &from) {
        if (sums != nullptr && !device.is_cpu())
            tensorView(*sums).copy_(from);
    };
    at::Tensor products = begin(gram);
    at::Tensor weighted = begin(moments);
    MatrixD &own = block();
    for (std::size_t first = 0; first < rows.size(); first += own.rows()) {
        const std::size_t count = std::min(own.rows(), rows.size() - first);
        m_z.gather(rows.subspan(first, count), own.data(), own.cols());
        const at::Tensor z = tensorView(own).narrow(0, 0, std::int64_t(count)).to(device);
        if (gram != nullptr)
            products.addmm_(z.t(), z, 1, sign);
        if (moments != nullptr)
            weighted.addmm_(z.t(), tensorView(*targets).narrow(0, std::int64_t(first), std::int64_t(count)).to(device));
    }
    finish(gram, products);
    finish(moments, weighted);
}

} // namespace fairlead
