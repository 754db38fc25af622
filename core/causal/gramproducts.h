#pragma once

#include "core/base/device.h"
#include "core/features/featurerows.h"

#include <cstdint>
#include <span>

namespace fairlead {

/// For core/causal only. Sums over named rows of Z = [z, constant] in double precision, a block of rows at a time.
class GramProducts
{
public:
    /// @param device resolved
    GramProducts(FeatureRows z, double constant, DeviceChoice device);

    /// Z'Z of the rows, p x p. @param gram overwritten
    void gram(std::span<const std::int64_t> rows, MatrixD &gram);
    /// Z'Z and Z'Y. @param targets Y, one row for each of `rows`; @param moments p x columns of Y, overwritten
    void gramAndMoments(std::span<const std::int64_t> rows, const MatrixD &targets, MatrixD &gram, MatrixD &moments);

    /// Z'Y alone, for rows whose Z'Z is known.
    void moments(std::span<const std::int64_t> rows, const MatrixD &targets, MatrixD &moments);

private:
    void sum(std::span<const std::int64_t> rows, const MatrixD *targets, MatrixD *gram, MatrixD *moments);

    FeatureRows m_z;
    DeviceChoice m_device;
    MatrixD m_block; ///< rows of Z
};

} // namespace fairlead
