#include "core/evaluation/collapse.h"

#include <algorithm>
#include <limits>

namespace fairlead {

namespace {

/// Which model counts as collapsed on which query.
class CollapseRule
{
public:
    CollapseRule(const SweepIndex &index, const OutcomeTable &truth)
        : m_index(index)
        , m_truth(truth)
        , m_isDearest(truth.cols(), 0)
    {
        std::vector<double> cost(truth.cols(), 0);
        for (std::size_t t = 0; t < cost.size(); ++t)
            cost[t] = meanCost(t);
        const double highest = *std::max_element(cost.begin(), cost.end());
        for (std::size_t t = 0; t < cost.size(); ++t)
            m_isDearest[t] = cost[t] == highest;
    }

    [[nodiscard]] bool isCollapsed(std::size_t query, std::size_t model) const
    {
        const double quality = m_truth(query, model).quality;
        bool hasCheaperEqual = false;
        for (std::size_t t = 0; t < m_truth.cols(); ++t) {
            if (!m_index.isAvailable(query, t))
                continue;
            if (m_truth(query, t).quality > quality)
                return true;
            hasCheaperEqual = hasCheaperEqual || (m_truth(query, t).quality == quality && !m_isDearest[t]);
        }
        return m_isDearest[model] && hasCheaperEqual;
    }

private:
    /// Over the queries that could be sent to the model; of a model without any, below every cost.
    [[nodiscard]] double meanCost(std::size_t model) const
    {
        double sum = 0;
        std::size_t queries = 0;
        for (std::size_t i = 0; i < m_truth.rows(); ++i) {
            sum += m_truth(i, model).cost; // zero where it could not
            queries += m_index.isAvailable(i, model);
        }
        return queries > 0 ? sum / static_cast<double>(queries) : -std::numeric_limits<double>::infinity();
    }

    const SweepIndex &m_index;
    const OutcomeTable &m_truth;
    std::vector<char> m_isDearest;
};

} // namespace

CollapseCurve::CollapseCurve(std::vector<Step> steps, std::size_t queries, double lambdaMax)
    : m_steps(std::move(steps))
    , m_queries(queries)
    , m_lambdaMax(lambdaMax)
{}

std::size_t CollapseCurve::stepAt(double lambda) const
{
    const auto after = std::upper_bound(m_steps.begin(), m_steps.end(), lambda,
                                        [](double value, const Step &step) { return value < step.lambda; });
    return after == m_steps.begin() ? 0 : static_cast<std::size_t>(after - m_steps.begin()) - 1;
}

double CollapseCurve::share(std::size_t step) const
{
    return static_cast<double>(m_steps[step].collapsed) / static_cast<double>(m_queries);
}

double CollapseCurve::at(double lambda) const
{
    return share(stepAt(lambda));
}

double CollapseCurve::over(double lo, double hi) const
{
    const double from = std::clamp(std::min(lo, hi), m_steps.front().lambda, m_lambdaMax);
    const double to = std::clamp(std::max(lo, hi), m_steps.front().lambda, m_lambdaMax);
    if (from == to)
        return at(from);
    double area = 0;
    for (std::size_t step = stepAt(from); step < m_steps.size() && m_steps[step].lambda < to; ++step) {
        const double end = step + 1 < m_steps.size() ? std::min(m_steps[step + 1].lambda, to) : to;
        area += share(step) * (end - std::max(m_steps[step].lambda, from));
    }
    return area / (to - from);
}

Result<CollapseCurve> collapseCurve(const SweepIndex &index)
{
    const OutcomeTable *truth = index.trueOutcomes();
    if (!truth)
        return makeError(ErrorCode::Unsupported, "The routing collapse index needs full feedback: a log does not show "
                                                 "which models would have tied for best on a query.");
    const CollapseRule rule(index, *truth);
    const auto initial = index.decisions(index.lambdaMin());
    std::vector<CollapseCurve::Step> steps{{index.lambdaMin(), 0}};
    for (std::size_t i = 0; i < initial.size(); ++i)
        steps.front().collapsed += rule.isCollapsed(i, initial[i]);
    std::uint32_t collapsed = steps.front().collapsed;
    for (const SwitchEvent &event : index.events()) {
        collapsed += rule.isCollapsed(event.query, event.to);
        collapsed -= rule.isCollapsed(event.query, event.from);
        if (steps.back().lambda == event.lambda)
            steps.back().collapsed = collapsed;
        else if (steps.back().collapsed != collapsed)
            steps.push_back({event.lambda, collapsed});
    }
    return CollapseCurve(std::move(steps), index.queries(), index.lambdaMax());
}

} // namespace fairlead
