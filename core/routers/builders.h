#pragma once

#include "core/causal/nuisances.h"
#include "core/features/standardizer.h"
#include "core/routers/carrot.h"
#include "core/routers/correction.h"
#include "core/routers/router.h"

namespace fairlead {

/// Ways to make a router out of what a run has learned. lambdaMax is in quality per USD; outcome models and costs
/// handed in are in units of 1/lambdaMax (the engine's unit), tieCosts in USD.

/// f = mu_a - lambda mu_c; method is PlugIn or PlugInRidge.
[[nodiscard]] std::unique_ptr<Router> makePlugInRouter(Standardizer standardizer, OutcomeModel model, double lambdaMax,
                                                       std::vector<double> tieCosts, Method method = Method::PlugIn);

/// f = (mu_a - lambda mu_c) / tau + delta; method is RmInterval, RmSoftmax, RmClassification or FullFeedback.
/// @param positions of the knots in units of lambda_max; empty: equally spaced
[[nodiscard]] std::unique_ptr<Router> makeCorrectedRouter(Method method, Standardizer standardizer, OutcomeModel model,
                                                          CorrectionNetworks networks, double temperature,
                                                          double lambdaMax, std::vector<double> tieCosts,
                                                          const std::vector<double> &positions = {});

/// Knots of a router in people's units; one correction for all lambdas still needs both ends of its line.
[[nodiscard]] std::vector<double> routerKnots(const std::vector<double> &positions, double lambdaMax);

/// The scores of such a router, n x (knots * m), from what its parts say of the queries: for whoever asks many routers
/// on one base. @param delta of the networks, n x m or n x (knots * m); @param knots of the router
[[nodiscard]] MatrixD correctedScores(const OutcomeModel::Prediction &base, MatrixD delta,
                                      std::span<const double> knots, double temperature);

/// f = delta: networks without a base (the RM methods in their plain form, the IPW policy, the neural plug-in).
/// @param knotPositions in units of lambda_max, one per output and model; a single one: the same rule at every lambda
[[nodiscard]] std::unique_ptr<Router> makeNetworkRouter(Method method, Standardizer standardizer,
                                                        CorrectionNetworks networks,
                                                        const std::vector<double> &knotPositions, double lambdaMax,
                                                        std::vector<double> tieCosts);

/// Mean outcome of a model among the nearest logged rows of all models (cosine over standardised features), with a
/// neighbourhood size for each outcome; a model without a row among them has its own mean, one without any row the
/// overall mean. Rows as similar as the last one count.
[[nodiscard]] std::unique_ptr<Router> makeCarrotRouter(Standardizer standardizer, const LoggedRows &rows,
                                                       const CarrotNeighbours &neighbours, double lambdaMax,
                                                       std::vector<double> tieCosts);

/// Mean outcome of the nearest logged rows a model served (cosine over standardised features), per model; a model with
/// fewer than `neighbours` rows uses all it has, one without rows the overall mean.
[[nodiscard]] std::unique_ptr<Router> makeKnnRouter(Standardizer standardizer, MatrixF z,
                                                    std::vector<std::int32_t> model, std::vector<double> quality,
                                                    std::vector<double> cost, int neighbours, double lambdaMax,
                                                    std::vector<double> tieCosts);

/// The same line per model for every query: best single by logged value (lambda decides which), or the cheapest.
[[nodiscard]] std::unique_ptr<Router> makeConstantRouter(Method method, std::vector<double> quality,
                                                         std::vector<double> cost, double lambdaMax,
                                                         std::vector<double> tieCosts);

/// A stochastic policy as a rule: log-probabilities plus Gumbel noise fixed by (seed, embedding, model), so that the
/// arg max is one draw per query and the same query always gets the same draw. Random is the uniform policy;
/// LoggingPolicy uses the fitted propensities.
[[nodiscard]] std::unique_ptr<Router> makeRandomRouter(std::uint64_t seed, double lambdaMax,
                                                       std::vector<double> tieCosts);
[[nodiscard]] std::unique_ptr<Router> makeLoggingPolicyRouter(Standardizer standardizer, PropensityModel propensity,
                                                              std::uint64_t seed, double lambdaMax,
                                                              std::vector<double> tieCosts);

/// Reads the truth of each query; an upper reference, not a router to deploy.
[[nodiscard]] std::unique_ptr<Router> makeOracleRouter(double lambdaMax, std::vector<double> tieCosts);

} // namespace fairlead
