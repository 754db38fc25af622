#include "core/sweep/outcometable.h"

#include "core/base/parallel.h"

namespace fairlead {

OutcomeTable interleave(const MatrixD &quality, const MatrixD &cost, const Matrix<std::uint8_t> *available)
{
    constexpr std::size_t kCells = 1 << 17;
    OutcomeTable table(quality.rows(), quality.cols());
    forEachBlock(table.size(), kCells, {}, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            if (available == nullptr || available->data()[i] != 0)
                table.data()[i] = {quality.data()[i], cost.data()[i]};
        }
    });
    return table;
}

} // namespace fairlead
