#include "core/causal/stackedfit.h"

#include "core/causal/stack.h"

#include <numeric>

namespace fairlead {

namespace {

std::vector<double> atObserved(const MatrixD &table, std::span<const std::int32_t> query,
                               std::span<const std::int32_t> model)
{
    std::vector<double> out(model.size());
    for (std::size_t i = 0; i < model.size(); ++i)
        out[i] = table(query.empty() ? i : std::size_t(query[i]), std::size_t(model[i]));
    return out;
}

/// A member of the stack: where its predictions are, its share of the prior, where its weight goes.
struct Member
{
    const MatrixD *outOfFold;
    double share;
    double *weight;
};

} // namespace

StackedFit stackMembers(OutcomeMembers members, std::span<const double> outcome, std::span<const double> weight,
                        std::span<const std::int32_t> query, std::span<const std::int32_t> model,
                        const StackOptions &options)
{
    StackedFit fit;
    StackedOutcome &deployed = fit.deployed;
    std::vector<Member> chosen{{&members.ridgeOutOfFold, 1, &deployed.ridgeWeight}};
    if (!members.cells.empty())
        chosen.push_back({&members.cellsOutOfFold, 1, &deployed.cellsWeight});
    if (!members.forest.empty())
        chosen.push_back({&members.forestOutOfFold, 2, &deployed.forestWeight});
    const double shares = std::accumulate(chosen.begin(), chosen.end(), 0.0,
                                          [](double sum, const Member &member) { return sum + member.share; });
    std::vector<const MatrixD *> tables;
    std::vector<std::vector<double>> predictions;
    std::vector<double> prior;
    for (const Member &member : chosen) {
        tables.push_back(member.outOfFold);
        predictions.push_back(atObserved(*member.outOfFold, query, model));
        prior.push_back(options.prior * member.share / shares);
    }
    Stack stack = fitStack(outcome, weight, predictions, prior, options.priorStrength);
    if (chosen.size() == 1)
        stack.weight = {1};
    for (std::size_t k = 0; k < chosen.size(); ++k)
        *chosen[k].weight = stack.weight[k];
    fit.outOfFold = stack.combine(tables);
    deployed.mean = stack.mean;
    deployed.ridge = std::move(members.ridge);
    deployed.cells = std::move(members.cells);
    deployed.forest = std::move(members.forest);
    return fit;
}

} // namespace fairlead
