#include "core/routers/carrot.h"

#include "core/causal/guard.h"

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

constexpr std::size_t kMostJudges = 4096;

/// Squared errors of each candidate size, by outcome.
struct SizeErrors
{
    std::vector<double> quality;
    std::vector<double> cost;
};

/// Count, sum of quality and sum of cost.
struct Sums
{
    double rows = 0;
    double quality = 0;
    double cost = 0;

    void add(double q, double c)
    {
        rows += 1;
        quality += q;
        cost += c;
    }
};

class SizeJudge
{
public:
    SizeJudge(const LoggedRows &logged, std::span<const std::int32_t> fold, int folds, std::vector<std::int64_t> sizes)
        : m_logged(logged)
        , m_sizes(std::move(sizes))
        , m_outside(std::size_t(folds) * logged.models())
        , m_errors{std::vector<double>(m_sizes.size()), std::vector<double>(m_sizes.size())}
    {
        for (std::size_t i = 0; i < logged.size(); ++i) {
            m_model.push_back(logged.modelOf(i));
            m_fold.push_back(fold[logged.source[i]]);
            for (int k = 0; k < folds; ++k) {
                if (k != m_fold.back())
                    outside(k, m_model.back()).add(logged.quality[i], logged.cost[i]);
            }
        }
    }

    void judge(std::size_t row, std::span<const double> similarity)
    {
        m_order.clear();
        for (std::size_t j = 0; j < similarity.size(); ++j) {
            if (m_fold[j] != m_fold[row])
                m_order.push_back(j);
        }
        std::sort(m_order.begin(), m_order.end(),
                  [&](std::size_t a, std::size_t b) { return similarity[a] > similarity[b]; });
        const Sums &all = outside(m_fold[row], m_model[row]);
        if (all.rows == 0)
            return; // no size could know better
        Sums near;
        std::size_t taken = 0;
        for (std::size_t s = 0; s < m_sizes.size(); ++s) {
            const std::size_t size = std::min(std::size_t(m_sizes[s]), m_order.size());
            const double last = similarity[m_order[size - 1]] - kSimilarityTie;
            for (; taken < m_order.size() && (taken < size || similarity[m_order[taken]] >= last); ++taken) {
                const std::size_t j = m_order[taken];
                if (m_model[j] == m_model[row])
                    near.add(m_logged.quality[j], m_logged.cost[j]);
            }
            const Sums &used = near.rows > 0 ? near : all;
            const double q = used.quality / used.rows - m_logged.quality[row];
            const double c = used.cost / used.rows - m_logged.cost[row];
            m_errors.quality[s] += q * q;
            m_errors.cost[s] += c * c;
        }
    }

    [[nodiscard]] CarrotNeighbours best() const { return {leastOf(m_errors.quality), leastOf(m_errors.cost)}; }

private:
    Sums &outside(std::int32_t fold, std::int32_t model)
    {
        return m_outside[std::size_t(fold) * m_logged.models() + std::size_t(model)];
    }
    [[nodiscard]] std::int64_t leastOf(const std::vector<double> &errors) const
    {
        return m_sizes[std::size_t(std::min_element(errors.begin(), errors.end()) - errors.begin())];
    }

    const LoggedRows &m_logged;
    std::vector<std::int64_t> m_sizes; ///< ascending
    std::vector<std::int32_t> m_model;
    std::vector<std::int32_t> m_fold;
    std::vector<Sums> m_outside; ///< [fold * m + t]: rows of t outside the fold
    SizeErrors m_errors;
    std::vector<std::size_t> m_order;
};

} // namespace

Result<CarrotNeighbours> chooseCarrotNeighbours(const LoggedRows &logged, std::span<const std::int32_t> fold, int folds,
                                                std::span<const int> perModel, std::stop_token stop)
{
    return guarded<CarrotNeighbours>("Could not choose the neighbourhoods", [&] {
        std::vector<std::int64_t> sizes;
        for (const int each : perModel)
            sizes.push_back(std::min(std::int64_t(each) * std::int64_t(logged.models()), std::int64_t(logged.size())));
        std::sort(sizes.begin(), sizes.end());
        const std::size_t step = std::max<std::size_t>(1, (logged.size() + kMostJudges - 1) / kMostJudges);
        std::vector<std::size_t> judges;
        for (std::size_t i = 0; i < logged.size(); i += step)
            judges.push_back(i);

        SizeJudge judge(logged, fold, folds, sizes);
        forEachSimilarity(logged, takeRows(logged.unitRows, judges), [&](std::size_t i, std::span<const double> near) {
            throwIfStopped(stop);
            judge.judge(judges[i], near);
        });
        return judge.best();
    });
}

} // namespace fairlead
