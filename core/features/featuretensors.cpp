#include "core/features/featuretensors.h"

#include "core/base/productblocks.h"

#include <ATen/Parallel.h>

#include <algorithm>

namespace fairlead {

namespace {

constexpr std::int64_t kGpuBlock = 16384;

template <typename Read>
void dispatch(at::Tensor &out, const Read &read)
{
    if (out.scalar_type() == at::kFloat)
        read(out.data_ptr<float>());
    else
        read(out.data_ptr<double>());
}

} // namespace

FeatureTensors::FeatureTensors(FeatureRows rows, at::Device device, at::ScalarType type, double scale,
                               std::optional<double> constant)
    : m_rows(std::move(rows))
    , m_options(at::TensorOptions(device).dtype(type))
    , m_scale(scale)
    , m_constant(constant)
{
    if (device.is_cpu()) {
        m_buffers.resize(static_cast<std::size_t>(productThreads()));
        return;
    }
    m_cells = at::empty({this->rows(), cols()}, m_options);
    at::Tensor host = emptyRows(std::min(kGpuBlock, this->rows()));
    for (std::int64_t first = 0; first < this->rows(); first += kGpuBlock) {
        const std::int64_t count = std::min(kGpuBlock, this->rows() - first);
        readInto(host, first, count);
        m_cells.narrow(0, first, count).copy_(host.narrow(0, 0, count));
    }
}

std::int64_t FeatureTensors::blockRows() const
{
    return m_options.device().is_cpu() ? std::int64_t(kFeatureBlock) : kGpuBlock;
}

at::Tensor FeatureTensors::block(std::int64_t first, std::int64_t count)
{
    if (!m_options.device().is_cpu())
        return m_cells.narrow(0, first, count);
    at::Tensor out = buffer(count);
    readInto(out, first, count);
    return out;
}

at::Tensor FeatureTensors::gather(const at::Tensor &rows)
{
    if (!m_options.device().is_cpu())
        return m_cells.index_select(0, rows);
    at::Tensor out = buffer(rows.size(0));
    dispatch(out, [&](auto *cells) {
        m_rows.gather({rows.data_ptr<std::int64_t>(), std::size_t(rows.size(0))}, cells, std::size_t(cols()), m_scale);
    });
    return out;
}

at::Tensor FeatureTensors::buffer(std::int64_t count)
{
    at::Tensor &own = m_buffers.at(static_cast<std::size_t>(at::get_thread_num()));
    if (!own.defined() || own.size(0) < count)
        own = emptyRows(count);
    return own.narrow(0, 0, count);
}

void FeatureTensors::readInto(at::Tensor &host, std::int64_t first, std::int64_t count) const
{
    dispatch(host, [&](auto *cells) {
        m_rows.read(std::size_t(first), std::size_t(first + count), cells, std::size_t(cols()), m_scale);
    });
}

at::Tensor FeatureTensors::emptyRows(std::int64_t count) const
{
    at::Tensor out = at::empty({count, cols()}, m_options.device(at::kCPU));
    if (m_constant)
        out.select(1, cols() - 1).fill_(*m_constant);
    return out;
}

} // namespace fairlead
