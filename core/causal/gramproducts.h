#pragma once

#include "core/base/device.h"
#include "core/features/featuretensors.h"

#include <cstdint>
#include <span>

namespace fairlead {

/// For core/causal .cpp files only. Sums over named rows of Z = [z, constant] in double precision, a block of rows at a
/// time. Threads of forEachProductBlock may use it side by side.
class GramProducts
{
public:
    /// @param device resolved
    GramProducts(const FeatureRows &z, double constant, DeviceChoice device);

    /// Z'Z of the rows, p x p. @param gram overwritten
    void gram(std::span<const std::int64_t> rows, MatrixD &gram);
    /// The same less from what `from` holds, p x p.
    void subtractGram(std::span<const std::int64_t> rows, MatrixD &from);
    /// Z'Z and Z'Y. @param targets Y, one row for each of `rows`; @param moments p x columns of Y, overwritten
    void gramAndMoments(std::span<const std::int64_t> rows, const MatrixD &targets, MatrixD &gram, MatrixD &moments);

    /// Z'Y alone, for rows whose Z'Z is known.
    void moments(std::span<const std::int64_t> rows, const MatrixD &targets, MatrixD &moments);

private:
    /// Adds `sign` times Z'Z to `gram` and Z'Y to `moments`, where there are these.
    void add(std::span<const std::int64_t> rows, const MatrixD *targets, double sign, MatrixD *gram, MatrixD *moments);

    FeatureTensors m_z;
};

} // namespace fairlead
