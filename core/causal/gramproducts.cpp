#include "core/causal/gramproducts.h"

#include "core/base/tensorview.h"

#include <algorithm>

namespace fairlead {

namespace {

/// Of Z that a CPU's thread holds: the squares beside them are what a stage needs its memory for.
constexpr std::int64_t kRows = 256;

} // namespace

GramProducts::GramProducts(const FeatureRows &z, double constant, DeviceChoice device)
    : m_z(z, torchDevice(device), at::kDouble, 1, constant)
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

void GramProducts::add(std::span<const std::int64_t> rows, const MatrixD *targets, double sign, MatrixD *gram,
                       MatrixD *moments)
{
    const at::Device device = m_z.options().device();
    // On a CPU these are the matrices themselves.
    const auto begin = [&](MatrixD *sums) { return sums == nullptr ? at::Tensor() : tensorView(*sums).to(device); };
    const auto finish = [&](MatrixD *sums, const at::Tensor &from) {
        if (sums != nullptr && !device.is_cpu())
            tensorView(*sums).copy_(from);
    };
    at::Tensor products = begin(gram);
    at::Tensor weighted = begin(moments);
    const auto size = std::int64_t(rows.size());
    const at::Tensor numbers = at::from_blob(const_cast<std::int64_t *>(rows.data()), {size}, at::kLong).to(device);
    const at::Tensor y = targets == nullptr ? at::Tensor() : tensorView(*targets).to(device);
    const std::int64_t most = device.is_cpu() ? kRows : m_z.blockRows();
    for (std::int64_t first = 0; first < size; first += most) {
        const std::int64_t count = std::min(most, size - first);
        const at::Tensor z = m_z.gather(numbers.narrow(0, first, count));
        if (gram != nullptr)
            products.addmm_(z.t(), z, 1, sign);
        if (moments != nullptr)
            weighted.addmm_(z.t(), y.narrow(0, first, count));
    }
    finish(gram, products);
    finish(moments, weighted);
}

} // namespace fairlead
