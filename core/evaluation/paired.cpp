#include "core/evaluation/paired.h"

#include "core/evaluation/rowvalues.h"
#include "core/evaluation/tablevalue.h"

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

void addShare(std::vector<ModelShare> &policy, const ModelShare &share)
{
    const auto known =
        std::find_if(policy.begin(), policy.end(), [&](const auto &s) { return s.model == share.model; });
    if (known == policy.end()) {
        policy.push_back(share);
    } else {
        known->constant += share.constant;
        known->lambda += share.lambda;
    }
}

/// Which models serve each row over [lo, hi], row after row.
class RowPolicies
{
public:
    RowPolicies(const SweepIndex &index, double lo, double hi)
        : m_lo(lo)
        , m_hi(hi)
        , m_initial(index.decisions(lo))
        , m_events(lo < hi ? index.events(lo, hi) : std::span<const SwitchEvent>())
        , m_order(m_events.size())
    {
        std::iota(m_order.begin(), m_order.end(), std::size_t(0));
        std::stable_sort(m_order.begin(), m_order.end(),
                         [this](std::size_t a, std::size_t b) { return m_events[a].query < m_events[b].query; });
    }

    /// Rows in ascending order, each once.
    void next(std::size_t row, std::vector<ModelShare> &policy)
    {
        policy.clear();
        double from = m_lo;
        std::uint16_t model = m_initial[row];
        for (; m_next < m_order.size() && m_events[m_order[m_next]].query == row; ++m_next) {
            const SwitchEvent &event = m_events[m_order[m_next]];
            addShare(policy, part(model, from, event.lambda));
            from = event.lambda;
            model = event.to;
        }
        addShare(policy, part(model, from, m_hi));
    }

private:
    [[nodiscard]] ModelShare part(std::uint16_t model, double from, double to) const
    {
        const double constant = m_lo < m_hi ? (to - from) / (m_hi - m_lo) : 1;
        return {model, constant, constant * (from + to) / 2};
    }

    double m_lo;
    double m_hi;
    std::vector<std::uint16_t> m_initial;
    std::span<const SwitchEvent> m_events;
    std::vector<std::size_t> m_order;
    std::size_t m_next = 0;
};

bool isAlwaysAvailable(const SweepIndex &index, std::size_t model)
{
    for (std::size_t i = 0; i < index.queries(); ++i) {
        if (!index.isAvailable(i, model))
            return false;
    }
    return true;
}

} // namespace

Result<PolicyValue> pairedDifference(const HeldOutTables &tables, const SweepIndex &router, const SweepIndex &against,
                                     double lo, double hi)
{
    for (const SweepIndex *index : {&router, &against})
        if (auto fits = checkIndexOf(tables, *index, lo, hi); !fits)
            return std::move(fits).error();
    return meanOfRows(differenceOf(rowValuesOver(tables, router, lo, hi), rowValuesOver(tables, against, lo, hi)),
                      RowClusters(tables.clusters));
}

Result<PolicyValue> differenceToModel(const HeldOutTables &tables, const SweepIndex &router, std::size_t model,
                                      double lo, double hi)
{
    if (auto fits = checkIndexOf(tables, router, lo, hi); !fits)
        return std::move(fits).error();
    if (model >= router.models())
        return makeError(ErrorCode::BadInput, "Could not compare the router: there is no such single model here.");
    if (!isAlwaysAvailable(router, model))
        return makeError(ErrorCode::Refused, "Some queries could not be sent to this model, so always choosing it is "
                                             "no policy to compare with.");
    const double middle = (lo + hi) / 2;
    const std::vector<std::uint16_t> always(router.queries(), static_cast<std::uint16_t>(model));
    const RowValues rows = differenceOf(rowValuesOver(tables, router, lo, hi), rowValuesAt(tables, always, middle));
    const CorrectionNoise noise = correctionNoise(tables);
    RowPolicies policies(router, lo, hi);
    NoiseTotals totals;
    std::vector<ModelShare> policy;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        policies.next(i, policy);
        addShare(policy, {static_cast<std::uint16_t>(model), -1, -middle});
        totals.add(noise, i, policy, {rows.quality[i], rows.cost[i]}, rows.utility[i]);
    }
    return withExpectedNoise(meanOfRows(rows, RowClusters(tables.clusters)), totals, {}, 0, rows.rows());
}

} // namespace fairlead
