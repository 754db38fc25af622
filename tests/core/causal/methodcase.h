#pragma once

#include "core/base/matrix.h"
#include "core/causal/log.h"
#include "core/causal/outcomes.h"
#include "tests/support/testdata.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fairlead::test {

/// The small case of the method worked out in double precision elsewhere: data, and every number to agree with.
class MethodCase
{
public:
    explicit MethodCase(const std::filesystem::path &path);

    std::size_t models = 0;
    int folds = 0;
    MatrixD x;
    std::vector<std::int32_t> model;
    std::vector<double> quality;
    std::vector<double> cost;
    MatrixD propensity;
    std::vector<std::int32_t> fold;
    std::vector<std::int32_t> cell;
    std::vector<std::int32_t> driftCell;

    [[nodiscard]] LogView log() const { return {model, quality, cost, {}, models}; }
    [[nodiscard]] MatrixD standardised() const; ///< by the case's own formula, from x
    [[nodiscard]] std::vector<double> servedPropensity() const;

    /// Numbers by JSON pointer ("/stack/theta"), flat and row-major.
    [[nodiscard]] std::vector<double> numbers(const std::string &pointer) const;
    /// n x m out of an array n x m x 2.
    [[nodiscard]] MatrixD perModel(const std::string &pointer, std::size_t outcome) const;
    /// m x (d + 1) out of an array m x (d + 1) x 2.
    [[nodiscard]] MatrixD perModelWeights(const std::string &pointer, std::size_t outcome) const;

private:
    std::string m_text;
};

/// Largest absolute difference; infinite for other sizes.
[[nodiscard]] double largestDifference(std::span<const double> a, std::span<const double> b);
[[nodiscard]] double largestDifference(const MatrixD &a, const MatrixD &b);

/// What "agrees with the case" means.
inline constexpr double kCaseTolerance = 1e-8;

} // namespace fairlead::test
