#pragma once

#include "core/base/estimate.h"
#include "core/causal/support.h"

#include <QString>
#include <QVector>

#include <optional>

namespace fairlead {

/// A line of operating points in order of lambda. Costs are USD per 1,000 queries.
struct FrontierLine
{
    QVector<double> lambda;
    QVector<double> cost;
    QVector<double> quality;
};

/// One router's frontier: its estimates with the 95% interval of quality, and the truth where it is known.
struct FrontierCurve
{
    QString name;
    int color = 0;         ///< routerColor
    FrontierLine estimate; ///< empty: withheld or none
    QVector<double> lower; ///< of quality, one per point of `estimate`
    QVector<double> upper;
    FrontierLine truth; ///< empty: not known
};

/// A policy that is one point: a single model, or the logging policy. Cost per 1,000 queries.
struct FrontierReference
{
    QString name;
    int model = -1;    ///< modelColor; -1: the logging policy
    bool best = false; ///< the best single model
    Estimate cost;
    Estimate quality;
    std::optional<double> trueCost;
    std::optional<double> trueQuality;
    Verdict verdict = Verdict::Ok; ///< of the estimates; a refused policy is left out
};

struct FrontierContent
{
    QVector<FrontierCurve> curves;
    int current = -1; ///< the curve with the band and the marker
    QVector<FrontierReference> references;
    FrontierLine hull = {};   ///< of the single models: what a coin between two of them buys; no lambdas
    FrontierLine oracle = {}; ///< of the truth: the best model of every query; empty: not known
    QString note;             ///< drawn where estimates are withheld: why
};

/// An operating point that a person keeps. Cost per 1,000 queries.
struct FrontierPin
{
    int number = 0;
    QString text; ///< its note and router; read when pointed at
    double lambda = 0;
    Estimate cost; ///< se 0: exact
    Estimate quality;
};

/// Where the current router is now.
struct FrontierMark
{
    std::optional<Estimate> cost; ///< per 1,000 queries; nothing when withheld
    std::optional<Estimate> quality;
    std::optional<double> trueCost;
    std::optional<double> trueQuality;
};

/// Routing shares as exact steps: shares[s][k] of series s hold from lambda[k] to lambda[k + 1], the last to lambdaMax.
struct SharesContent
{
    struct Series
    {
        QString name;
        int model = 0;
        QVector<double> shares;
    };
    QVector<double> lambda;
    double lambdaMax = 0;
    QVector<Series> series; ///< from the bottom of the stack to its top
};

} // namespace fairlead
