#include "ui/pages/explore/explorecurves.h"

#include "core/evaluation/costcurve.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace fairlead {

namespace {

constexpr double kFrontierSteps = 2000;
constexpr int kShareSteps = 4000;

struct Span
{
    double lo = std::numeric_limits<double>::infinity();
    double hi = -std::numeric_limits<double>::infinity();

    void add(double value)
    {
        lo = std::min(lo, value);
        hi = std::max(hi, value);
    }
    [[nodiscard]] double step() const { return hi > lo ? (hi - lo) / kFrontierSteps : 0; }
};

/// Keeps a point when it moved far enough to be seen, and always the last.
class LineBuilder
{
public:
    LineBuilder(Span cost, Span quality)
        : m_costStep(cost.step())
        , m_qualityStep(quality.step())
    {}

    /// True when the point was kept.
    bool add(FrontierLine &line, double lambda, const PolicyValue &value)
    {
        m_lambda = lambda;
        m_value = value;
        const bool near = !line.cost.isEmpty() && std::abs(value.cost.value - m_cost) <= m_costStep &&
                          std::abs(value.quality.value - m_quality) <= m_qualityStep;
        m_pending = near;
        if (!near)
            keep(line);
        return !near;
    }
    bool finish(FrontierLine &line)
    {
        if (m_pending)
            keep(line);
        return std::exchange(m_pending, false);
    }
    [[nodiscard]] const PolicyValue &value() const { return m_value; }

private:
    void keep(FrontierLine &line)
    {
        m_cost = m_value.cost.value;
        m_quality = m_value.quality.value;
        line.lambda.append(m_lambda);
        line.cost.append(kCostQueries * m_cost);
        line.quality.append(m_quality);
    }

    double m_costStep;
    double m_qualityStep;
    double m_lambda = 0;
    double m_cost = 0;
    double m_quality = 0;
    PolicyValue m_value;
    bool m_pending = false;
};

struct Extents
{
    Span drCost, drQuality, trueCost, trueQuality;
};

Extents extentsOf(const SweepIndex &index)
{
    Extents extents;
    index.forEachPoint([&](const OperatingPoint &point) {
        if (point.dr) {
            extents.drCost.add(point.dr->cost.value);
            extents.drQuality.add(point.dr->quality.value);
        }
        if (point.truth) {
            extents.trueCost.add(point.truth->cost.value);
            extents.trueQuality.add(point.truth->quality.value);
        }
    });
    return extents;
}

void appendBand(FrontierCurve &curve, const PolicyValue &value)
{
    curve.lower.append(value.quality.lower());
    curve.upper.append(value.quality.upper());
}

/// One share step per 1/4000 of the range: of several inside one the last holds, at its own lambda.
class ShareBuilder
{
public:
    ShareBuilder(SharesContent &content, const SweepIndex &index)
        : m_content(content)
        , m_start(index.lambdaMin())
        , m_binWidth((index.lambdaMax() - index.lambdaMin()) / kShareSteps)
        , m_queries(static_cast<double>(index.queries()))
    {}

    void add(const OperatingPoint &point)
    {
        const int bin = m_binWidth > 0 ? static_cast<int>((point.lambda - m_start) / m_binWidth) : 0;
        const bool replaces = bin == m_bin && m_content.lambda.size() > 1;
        m_bin = bin;
        if (replaces)
            m_content.lambda.last() = point.lambda;
        else
            m_content.lambda.append(point.lambda);
        for (auto &series : m_content.series) {
            const double share = point.counts[static_cast<std::size_t>(series.model)] / m_queries;
            if (replaces)
                series.shares.last() = share;
            else
                series.shares.append(share);
        }
    }

private:
    SharesContent &m_content;
    double m_start;
    double m_binWidth;
    double m_queries;
    int m_bin = -1;
};

/// The mean costs where an axis may mark them: of several inside one share step the last.
class MeanCostBuilder
{
public:
    explicit MeanCostBuilder(const SweepIndex &index)
        : m_start(index.lambdaMin())
        , m_binWidth((index.lambdaMax() - index.lambdaMin()) / kShareSteps)
    {}

    void add(double lambda, const std::optional<MeanOutcome> &said)
    {
        const double cost = said ? kCostQueries * said->cost : std::numeric_limits<double>::quiet_NaN();
        const int bin = m_binWidth > 0 ? static_cast<int>((lambda - m_start) / m_binWidth) : 0;
        if (bin != std::exchange(m_bin, bin)) {
            m_lambda.append(lambda);
            m_cost.append(cost);
        } else {
            m_lambda.last() = lambda;
            m_cost.last() = cost;
        }
    }

    [[nodiscard]] std::shared_ptr<const MeanCostMap> made(std::shared_ptr<const RouterFit> fit)
    {
        auto map = std::make_shared<MeanCostMap>();
        map->costAt = [fit](double lambda) -> std::optional<double> {
            const auto said = fit->at(lambda);
            return said ? std::optional(kCostQueries * said->cost) : std::nullopt;
        };
        map->lambdaOf = [fit](double cost) { return fit->lambdaOfCost(cost / kCostQueries); };
        map->lambda = std::move(m_lambda);
        map->cost = std::move(m_cost);
        return map;
    }

private:
    double m_start;
    double m_binWidth;
    int m_bin = -1;
    QVector<double> m_lambda;
    QVector<double> m_cost;
};

/// What the page says of a point: its estimate, unless that is withheld.
RouterFit::Says saysOf(const std::shared_ptr<const RouterAnalysis> &analysis, bool shown)
{
    return [analysis, shown](const OperatingPoint &point) -> std::optional<MeanOutcome> {
        if (!shown || !point.dr || analysis->judge(point.lambda).verdict == Verdict::Refuse)
            return std::nullopt;
        return MeanOutcome{point.dr->cost.value, point.dr->quality.value};
    };
}

/// The cheapest model at the bottom, so that a rising price of money reads as the lower colours rising.
SharesContent emptyShares(const RouterAnalysis &analysis)
{
    std::vector<int> order(analysis.models.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](int t) { return analysis.models[static_cast<std::size_t>(t)].meanCost; });
    SharesContent content;
    content.lambdaMax = analysis.index->lambdaMax();
    for (const int t : order)
        content.series.append({QString::fromStdString(analysis.models[static_cast<std::size_t>(t)].name), t, {}});
    return content;
}

Estimate perThousand(const Estimate &cost)
{
    return {kCostQueries * cost.value, kCostQueries * cost.se};
}

/// A single model whose value is refused is not drawn.
QVector<FrontierReference> referencesOf(const RouterAnalysis &analysis)
{
    QVector<FrontierReference> references;
    for (const ReferencePolicy &policy : analysis.references) {
        const bool single = policy.kind == ReferencePolicy::Kind::SingleModel;
        const Verdict verdict = analysis.judge(policy).verdict;
        if (single && verdict == Verdict::Refuse)
            continue;
        FrontierReference reference;
        reference.name =
            single ? QString::fromStdString(policy.name) : QCoreApplication::translate("Explore", "logging policy");
        reference.model = single ? policy.model : -1;
        reference.best = single && policy.model == analysis.bestSingle;
        reference.cost = perThousand(policy.cost);
        reference.quality = policy.quality;
        if (policy.trueCost)
            reference.trueCost = kCostQueries * *policy.trueCost;
        reference.trueQuality = policy.trueQuality;
        reference.verdict = verdict;
        references.append(reference);
    }
    return references;
}

/// The zero router: what a coin between two single models buys. Many points a side, so that it bends as it should where
/// the axis is logarithmic.
FrontierLine hullOf(const QVector<FrontierReference> &references)
{
    constexpr int kPieces = 64;
    std::vector<CostQuality> singles;
    for (const FrontierReference &reference : references) {
        if (reference.model >= 0)
            singles.push_back({reference.cost.value, reference.quality.value});
    }
    FrontierLine line;
    const CostCurve hull = concaveHull(std::move(singles));
    for (std::size_t side = 1; side < hull.size(); ++side) {
        for (int piece = side == 1 ? 0 : 1; piece <= kPieces; ++piece) {
            const double cost =
                hull[side - 1].cost + (hull[side].cost - hull[side - 1].cost) * piece / static_cast<double>(kPieces);
            line.cost.append(cost);
            line.quality.append(qualityAt(hull, cost));
        }
    }
    return line;
}

/// The best model of every query by its truth, at every lambda.
FrontierLine oracleOf(const RouterAnalysis &analysis)
{
    FrontierLine line;
    if (!analysis.oracle || !analysis.oracle->hasTruth())
        return line;
    const Extents extents = extentsOf(*analysis.oracle);
    LineBuilder builder(extents.trueCost, extents.trueQuality);
    analysis.oracle->forEachPoint([&](const OperatingPoint &point) { builder.add(line, point.lambda, *point.truth); });
    builder.finish(line);
    return line;
}

QString refusalOf(const RouterAnalysis &analysis)
{
    if (analysis.verdict != Verdict::Refuse)
        return {};
    const auto reasons = analysis.judge(analysis.index->lambdaMin(), analysis.index->lambdaMax()).reasons;
    return reasons.empty() ? QCoreApplication::translate("Explore", "The log does not support an estimate.")
                           : QString::fromStdString(reasons.front());
}

} // namespace

std::shared_ptr<const ExploredRouter> explore(std::shared_ptr<const RouterAnalysis> analysis)
{
    auto explored = std::make_shared<ExploredRouter>();
    const SweepIndex &index = *analysis->index;
    const Extents extents = extentsOf(index);
    FrontierCurve &curve = explored->frontier;
    curve.name = QString::fromStdString(analysis->router.name);
    explored->shares = emptyShares(*analysis);
    explored->refusal = refusalOf(*analysis);
    const bool shown = explored->refusal.isEmpty();

    LineBuilder estimate(extents.drCost, extents.drQuality);
    LineBuilder truth(extents.trueCost, extents.trueQuality);
    ShareBuilder shares(explored->shares, index);
    const RouterFit::Says says = saysOf(analysis, shown);
    auto fit = std::make_shared<RouterFit>(analysis->index, says);
    MeanCostBuilder meanCost(index);
    index.forEachPoint([&](const OperatingPoint &point) {
        shares.add(point);
        const auto said = says(point);
        fit->add(point.lambda, said);
        meanCost.add(point.lambda, said);
        if (said && estimate.add(curve.estimate, point.lambda, *point.dr))
            appendBand(curve, *point.dr);
        if (point.truth)
            truth.add(curve.truth, point.lambda, *point.truth);
    });
    if (estimate.finish(curve.estimate))
        appendBand(curve, estimate.value());
    truth.finish(curve.truth);
    if (!fit->isEmpty()) {
        explored->fit = fit;
        explored->meanCost = meanCost.made(fit);
    }
    explored->references = referencesOf(*analysis);
    explored->hull = hullOf(explored->references);
    explored->oracle = oracleOf(*analysis);
    explored->analysis = std::move(analysis);
    return explored;
}

} // namespace fairlead
