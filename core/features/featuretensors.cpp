#include "core/features/featuretensors.h"

#include "core/base/productblocks.h"

#include <ATen/Parallel.h>

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

FeatureTensors::FeatureTensors(FeatureRows rows, at::Device device, at::ScalarType type, double scale)
    : m_rows(std::move(rows))
    , m_options(at::TensorOptions(device).dtype(type))
    , m_scale(scale)
{
    if (device.is_cpu()) {
        m_buffers.resize(static_cast<std::size_t>(productThreads()));
        return;
    }
    at::Tensor host = at::empty({this->rows(), cols()}, m_options.device(at::kCPU));
    dispatch(host, [&](auto *out) { m_rows.read(0, m_rows.rows(), out, m_scale); });
    m_cells = host.to(device);
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
    dispatch(out, [&](auto *cells) {
        m_rows.read(static_cast<std::size_t>(first), static_cast<std::size_t>(first + count), cells, m_scale);
    });
    return out;
}

at::Tensor FeatureTensors::gather(const at::Tensor &rows)
{
    if (!m_options.device().is_cpu())
        return m_cells.index_select(0, rows);
    at::Tensor out = buffer(rows.size(0));
    dispatch(out, [&](auto *cells) {
        m_rows.gather({rows.data_ptr<std::int64_t>(), static_cast<std::size_t>(rows.size(0))}, cells, m_rows.cols(),
                      m_scale);
    });
    return out;
}

at::Tensor FeatureTensors::buffer(std::int64_t count)
{
    at::Tensor &own = m_buffers.at(static_cast<std::size_t>(at::get_thread_num()));
    if (!own.defined() || own.size(0) < count)
        own = at::empty({count, cols()}, m_options);
    return own.narrow(0, 0, count);
}

} // namespace fairlead
