#pragma once

#include "core/base/matrix.h"
#include "core/sweep/covariance.h"
#include "core/sweep/outcometable.h"
#include "core/sweep/policyvalue.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fairlead {

/// What is known of the noise in doubly robust outcomes psi_i(t) = mu_t(x_i) + 1{t_i = t} w_i (y_i - mu_t(x_i)): beside
/// the corrections that happened, those that were to be expected. A policy that few rows agree with often meets no
/// failure among them and then looks both better and surer than it is; the expectation draws on all rows of a model.
struct CorrectionNoise
{
    std::vector<std::uint16_t> served; ///< n, t_i
    std::vector<double> weight;        ///< n, w_i
    std::vector<Outcome> correction;   ///< n, w_i (y_i - mu)
    Matrix<float> exposure;            ///< n x m, E[w^2 1{t}] = e / max(e, clip)^2
    std::vector<Covariance> residual;  ///< m, E[(y - mu)(y - mu)'] of a model's answers

    [[nodiscard]] std::size_t rows() const { return served.size(); }
    /// Second moments that serving a row with a model adds to its outcome.
    [[nodiscard]] Covariance expected(std::size_t row, std::size_t model) const;
};

/// Part of a policy: a model that serves a row, or takes from it where negative (a difference of policies).
struct ModelShare
{
    std::uint16_t model = 0;
    double constant = 0; ///< of the time
    double lambda = 0;   ///< mean over that time of lambda, times the share
};

/// Sums over rows for one outcome (quality, cost or utility) whose mean's variance is asked for.
struct ScalarNoise
{
    double correction = 0; ///< that happened
    double excess = 0;     ///< second moment expected less the one that happened, both about an origin

    /// @param outcome of the row less the origin, with its correction
    /// @param expectedSquare of the correction
    void add(double outcome, double correctionHere, double expectedSquare)
    {
        correction += correctionHere;
        excess += expectedSquare + correctionHere * correctionHere - 2 * outcome * correctionHere;
    }
    ScalarNoise &operator+=(const ScalarNoise &other)
    {
        correction += other.correction;
        excess += other.excess;
        return *this;
    }
    /// Variance of the mean as expected less as it happened. @param mean less the origin
    [[nodiscard]] double varianceChange(double mean, double rows) const;
};

struct NoiseTotals
{
    double agreeing = 0;      ///< rows whose served model has a part in the policy
    double weight = 0;        ///< of those: sum of w times the share
    double weightSquared = 0; ///< and of its square
    ScalarNoise quality, cost, utility;

    /// Adds a row. @param outcome, @param utility of the row's policy, less their origins
    void add(const CorrectionNoise &noise, std::size_t row, std::span<const ModelShare> policy, Outcome outcome,
             double utilityHere);
    NoiseTotals &operator+=(const NoiseTotals &other);
    /// (sum w)^2 / sum w^2 (Kish 1965).
    [[nodiscard]] double effectiveRows() const;
};

/// As many rows speak for the expected spread as this; the observed one has the effective rows that agree.
inline constexpr double kExpectedSpreadRows = 50;

/// A value whose standard errors weigh the variance that happened, V, with the one expected, V_e:
///     V + k / (k + n_eff) (V_e - V),      k = kExpectedSpreadRows,  n_eff: effective rows that agree.
/// Where many rows agree it is the influence-value variance; where none do, the spread of the regression's values plus
/// what a correction would have added. V_e: mean over rows of mu^2 less its squared mean, plus E[w^2] E[r^2].
/// @param origin that the totals were taken from; @param lambda of the utility's origin
[[nodiscard]] PolicyValue withExpectedNoise(PolicyValue value, const NoiseTotals &noise, Outcome origin, double lambda,
                                            std::size_t rows);

} // namespace fairlead
