#pragma once

#include "core/base/estimate.h"
#include "core/base/result.h"
#include "core/evaluation/routersupport.h"
#include "core/experiment/analysis.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

/// One figure of a router: its estimate, withheld under REFUSE, and the truth where it is known.
struct Figure
{
    std::optional<Estimate> estimate;
    std::optional<double> truth;

    /// The estimate, else the truth as an exact number; nothing where there is neither.
    [[nodiscard]] std::optional<Estimate> shown() const;
    [[nodiscard]] std::optional<double> value() const; ///< of what is shown
};

/// What a router is worth at one lambda: what the cards show, and what a pin keeps.
struct PointFigures
{
    double lambda = 0;
    Judgement judgement;
    Figure quality;          ///< mean per query
    Figure cost;             ///< USD per query
    Figure utility;          ///< quality - lambda cost
    Figure saving;           ///< against the log, as a share of the log's mean cost
    Figure savingCost;       ///< the same in USD per query
    Figure savingVersusBest; ///< against the best single model, as a share of its cost; nothing where that is refused
    Figure regret;           ///< filled in by addRegret
    std::string bestSingle;  ///< name; empty where none is known
    RoutingSupport support;  ///< of the choices at lambda
    std::vector<double> shares; ///< m; of the queries, in the order of the models
};

/// All but regret: a look-up in the index.
[[nodiscard]] PointFigures pointFigures(const RouterAnalysis &analysis, double lambda);
[[nodiscard]] PointFigures pointFigures(const RouterAnalysis &analysis, const OperatingPoint &point);

/// Regret against the best model of each query: from the truth where it is known, and its estimate (core/evaluation/
/// regret.h) unless that is refused. The estimate takes rows times models of work.
void addRegret(PointFigures &figures, const RouterAnalysis &analysis);

/// One JSON object; numbers that are not finite are left out.
[[nodiscard]] std::string toJson(const PointFigures &figures);
/// What a damaged or foreign text does not hold is missing from the figures; a text that is no JSON object is BadInput.
[[nodiscard]] Result<PointFigures> pointFiguresFromJson(std::string_view json);

} // namespace fairlead
