#include "core/causal/stackedfit.h"

#include "core/causal/stack.h"

#include <numeric>

namespace fairlead {

namespace {

/// A member of the stack: where its predictions are, its prior weight, where its weight goes.
struct Member
{
    const MatrixD *outOfFold;
    double prior;
    double StackedOutcome::*weight;
};

std::vector<Member> membersOf(const OutcomeMembers &members, double prior)
{
    std::vector<Member> chosen{{&members.ridgeOutOfFold, 1, &StackedOutcome::ridgeWeight}};
    if (!members.cells.empty())
        chosen.push_back({&members.cellsOutOfFold, 1, &StackedOutcome::cellsWeight});
    if (!members.forest.empty())
        chosen.push_back({&members.forestOutOfFold, 2, &StackedOutcome::forestWeight});
    const double shares = std::accumulate(chosen.begin(), chosen.end(), 0.0,
                                          [](double sum, const Member &member) { return sum + member.prior; });
    for (Member &member : chosen)
        member.prior *= prior / shares;
    return chosen;
}

std::vector<double> priorOf(const std::vector<Member> &members)
{
    std::vector<double> prior;
    for (const Member &member : members)
        prior.push_back(member.prior);
    return prior;
}

std::size_t queryOf(const StackRows &rows, std::size_t observation)
{
    return rows.query.empty() ? observation : std::size_t(rows.query[observation]);
}

std::vector<double> atObserved(const MatrixD &table, const StackRows &rows)
{
    std::vector<double> out(rows.model.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = table(queryOf(rows, i), std::size_t(rows.model[i]));
    return out;
}

/// sum_t e_t value_t of every query.
std::vector<double> underPropensity(const MatrixD &table, const MatrixD &propensity)
{
    std::vector<double> out(table.rows());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto values = table.row(i);
        out[i] = std::inner_product(values.begin(), values.end(), propensity.row(i).begin(), 0.0);
    }
    return out;
}

/// `values`, less each observation's query's entry of `levels`.
std::vector<double> lessLevel(std::vector<double> values, std::span<const double> levels, const StackRows &rows)
{
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] -= levels[queryOf(rows, i)];
    return values;
}

} // namespace

StackedFit stackMembers(const OutcomeMembers &members, const StackRows &rows, const StackOptions &options)
{
    const auto chosen = membersOf(members, options.prior);
    std::vector<const MatrixD *> tables;
    std::vector<std::vector<double>> predictions;
    for (const Member &member : chosen) {
        tables.push_back(member.outOfFold);
        predictions.push_back(atObserved(*member.outOfFold, rows));
    }
    Stack stack = fitStack(rows.outcome, rows.weight, predictions, priorOf(chosen), options.priorStrength);
    if (chosen.size() == 1)
        stack.weight = {1};
    StackedFit fit{{}, stack.combine(tables)};
    fit.deployed.mean = stack.mean;
    fit.deployed.ridge = members.ridge;
    fit.deployed.cells = members.cells;
    fit.deployed.forest = members.forest;
    for (std::size_t k = 0; k < chosen.size(); ++k)
        fit.deployed.*chosen[k].weight = stack.weight[k];
    return fit;
}

StackedFit stackContrasts(const OutcomeMembers &members, const StackedFit &predicted, const StackRows &rows,
                          const StackOptions &options)
{
    const auto chosen = membersOf(members, options.prior);
    const std::vector<double> level = underPropensity(predicted.outOfFold, *rows.propensity);
    const std::vector<double> outcome(rows.outcome.begin(), rows.outcome.end());
    std::vector<std::vector<double>> contrasts;
    std::vector<std::vector<double>> levels;
    for (const Member &member : chosen) {
        levels.push_back(underPropensity(*member.outOfFold, *rows.propensity));
        contrasts.push_back(lessLevel(atObserved(*member.outOfFold, rows), levels.back(), rows));
    }
    const auto weights = fitContrastWeights(lessLevel(outcome, level, rows), rows.weight, contrasts, priorOf(chosen),
                                            options.contrastPriorStrength);
    StackedFit fit{predicted.deployed, MatrixD(predicted.outOfFold.rows(), predicted.outOfFold.cols())};
    for (std::size_t k = 0; k < chosen.size(); ++k)
        fit.deployed.*chosen[k].weight = weights[k];
    for (std::size_t i = 0; i < fit.outOfFold.rows(); ++i) {
        for (std::size_t t = 0; t < fit.outOfFold.cols(); ++t) {
            double value = level[i];
            for (std::size_t k = 0; k < chosen.size(); ++k)
                value += weights[k] * ((*chosen[k].outOfFold)(i, t) - levels[k][i]);
            fit.outOfFold(i, t) = value;
        }
    }
    return fit;
}

} // namespace fairlead
