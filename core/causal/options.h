#pragma once

#include <vector>

namespace fairlead {

/// Defaults of the causal engine. Each was chosen by experiment on real tables; see core/causal/README.md.

/// Which propensities weight the served models. Auto: the logged ones where they pass their check, else estimated.
enum class PropensitySource { Auto, Logged, Estimated };

struct PropensityOptions
{
    std::vector<double> penalties{0.1, 0.3, 1, 3};                        ///< alpha, on the weights
    std::vector<double> temperatures{0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.3, 1.5}; ///< kappa
    std::vector<double> floors{0.01, 0.02, 0.05, 0.1, 0.2};               ///< eps, mixed with the uniform policy
    int iterations = 60;                                                   ///< of L-BFGS
    PropensitySource source = PropensitySource::Auto;

    bool operator==(const PropensityOptions &) const = default;
};

struct RidgeOptions
{
    double shared = 30;     ///< a0, penalty on what all models share
    double own = 10;        ///< a1, penalty on a model's own deviation
    double constant = 10;   ///< the constant feature, an almost unpenalised intercept

    bool operator==(const RidgeOptions &) const = default;
};

struct CellOptions
{
    std::vector<int> codebookSizes{8, 16, 32, 64, 128};
    int seedsPerSize = 2;
    int lloydIterations = 10;
    RidgeOptions ridge{3, 10, 10};

    bool operator==(const CellOptions &) const = default;
};

/// Trees with splits that all models share; on 0 trees the outcome model is ridge and cells alone.
struct ForestOptions
{
    int trees = 40;                ///< per fold and outcome
    double featureShare = 1.0 / 3; ///< of the features, tried at a split
    int mostFeatures = 128;        ///< tried at a split
    int treeRows = 8000;           ///< rows that a tree is grown on; all rows give its values
    int minimumLeaf = 20;          ///< rows
    int depth = 12;
    int bins = 32;                 ///< of equal count, per feature
    double shared = 10;            ///< k0, shrinkage of what all models share to the parent, in rows
    double own = 3;                ///< k1, shrinkage of a model's own deviation

    bool operator==(const ForestOptions &) const = default;
};

struct StackOptions
{
    double prior = 1;            ///< what the members' weights are pulled to, in all; see stackShares
    double priorStrength = 0.1;  ///< R, as a share of the weighted sum of squares
    double weightClip = 0.02;    ///< propensities below it count as it
    double weightCap = 20;
    bool contrasts = true;       ///< decide by weights fitted to differences between models; false: by the stack's own
    double contrastPriorStrength = 0.01;

    bool operator==(const StackOptions &) const = default;
};

enum class ScoreKind { ShrunkDoublyRobust, DoublyRobust, DirectMethod, InversePropensity };

struct ScoreOptions
{
    ScoreKind kind = ScoreKind::DoublyRobust;
    double clip = 0.001;
    double cap = 20;
    int biasClusters = 16;
    int minimumCellRows = 5;

    bool operator==(const ScoreOptions &) const = default;
};

struct NuisanceOptions
{
    int folds = 5;
    PropensityOptions propensity;
    RidgeOptions ridge;
    CellOptions cells;
    ForestOptions forest;
    StackOptions stack;
    ScoreOptions scores;

    bool operator==(const NuisanceOptions &) const = default;
};

} // namespace fairlead
