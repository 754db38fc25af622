#pragma once

#include "core/base/matrix.h"
#include "core/causal/calibration.h"
#include "core/causal/exploration.h"
#include "core/causal/log.h"
#include "core/causal/support.h"

#include <string>
#include <vector>

namespace fairlead {

/// Bins of a propensity, an eighth of a decade wide: the first holds all under 0.001, the last ends at 1. An edge lies
/// at the clip.
inline constexpr std::size_t kPropensityBins = 25;
[[nodiscard]] std::size_t propensityBin(double propensity);
[[nodiscard]] double propensityBinLower(std::size_t bin); ///< of the first bin: where it would begin
[[nodiscard]] double propensityBinUpper(std::size_t bin);

/// Queries per bin.
struct PropensityHistogram
{
    std::vector<double> all;    ///< kPropensityBins: e_t of the queries the model was available for
    std::vector<double> served; ///< kPropensityBins: of those it served; logged propensities where they are used

    bool operator==(const PropensityHistogram &) const = default;
};

/// Queries a model served whose logged and estimated propensities fall into these two bins.
struct LoggedCell
{
    std::size_t estimated = 0;
    std::size_t logged = 0;
    double count = 0;

    bool operator==(const LoggedCell &) const = default;
};

/// What a person looks at to judge the support of one model.
struct ModelFigures
{
    PropensityHistogram propensity;
    std::vector<CalibrationBin> calibration; ///< of e_t
    double calibrationByChance = 0;          ///< what a calibrated e_t would show as calibration error
    std::vector<LoggedCell> logged;          ///< empty where the log has no propensities
    std::vector<double> before;              ///< standardised mean differences, one per named feature
    std::vector<double> after;

    bool operator==(const ModelFigures &) const = default;
};

/// The plots behind a SupportReport, as values.
struct SupportFigures
{
    std::size_t rows = 0;
    std::vector<std::string> features; ///< names of the features with a balance of their own
    std::vector<ModelFigures> models;
    ExplorationNeeds exploration;

    bool operator==(const SupportFigures &) const = default;
};

/// Features a person knows by name, such as the length of a prompt, beside the directions of an embedding.
struct NamedFeatures
{
    std::vector<std::string> names; ///< k
    MatrixD values;                 ///< n x k, any scale
};

/// @param log as its estimators see it (PropensityChoice::apply); @param propensity n x m
/// @param logged the propensities of the log, used or not; empty where it has none
[[nodiscard]] SupportFigures makeSupportFigures(const LogView &log, const MatrixD &propensity,
                                                std::span<const double> logged, const NamedFeatures &named);

/// One line of a love plot.
struct FeatureBalance
{
    std::string name;
    double before = 0; ///< signed
    double after = 0;
};
/// Named features and principal directions of one model, the largest difference before weighting first.
[[nodiscard]] std::vector<FeatureBalance> featureBalance(const ModelSupport &support, const SupportFigures &figures,
                                                         std::size_t model);
/// The difference after weighting up to which chance could be to blame, about: the threshold and as many
/// standard errors as measureBalance allows, each 1 / sqrt(effective sample size).
[[nodiscard]] double balanceLimit(const ModelSupport &support, std::size_t models);

} // namespace fairlead
