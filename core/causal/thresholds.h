#pragma once

#include <cstddef>

/// Every number that decides a support verdict, each with its reason. Nothing else in the program decides one.
namespace fairlead::thresholds {

// Rows a model served. The standard error of a 0/1 quality is at most 0.5 / sqrt(rows): 0.11 at 20 rows, where no two
// models can be told apart, 0.05 at 100.
inline constexpr std::size_t kRefuseRows = 20;
inline constexpr std::size_t kCautionRows = 100;

// The same after weighting (Kish 1965): rows that an unweighted log would need for the same standard error. Half of
// the counts above, because the outcome model takes part of the variance away.
inline constexpr double kRefuseEffectiveRows = 10;
inline constexpr double kCautionEffectiveRows = 50;

// Propensities under the clip count as the clip when policies are valued, so there the correction falls short and the
// answer is the outcome model's alone.
inline constexpr double kClip = 0.01;
inline constexpr double kCautionClipShare = 0.2;
inline constexpr double kRefuseClipShare = 0.9;

// One row that carries a tenth of a model's weight moves its value by a tenth of that row's outcome.
inline constexpr double kCautionWeightShare = 0.1;

// Expected calibration error beyond what chance gives at this many rows: a weight of 1/e is off by this over e.
inline constexpr double kCautionCalibration = 0.05;
inline constexpr double kRefuseCalibration = 0.15;

// A query is comparable where a second model had a propensity of two in a hundred, or half its even share where there
// are many models: below that, hundreds of queries hold a handful of alternatives.
inline constexpr double kComparablePropensity = 0.02;
inline constexpr double kComparableEvenShare = 0.5;

// Share of comparable queries. In simulated logs of 4,000 rows a fixed rule leaves up to 0.4 of them (the fitted
// propensities are smooth, the rule is not), a strongly biased but random policy with a floor 0.5 and more.
inline constexpr double kRefuseComparableShare = 0.4;
inline constexpr double kCautionComparableShare = 0.8;

// Where in addition half of all (query, model) pairs are under the clip, most of what a router could choose was never
// tried. A fixed rule leaves that much even where long features blur the fitted propensities: 0.63 and 0.70 of the
// pairs on two tables of 8 and 9 models and 257 features, whose comparable shares were 0.75 and 0.72. Random policies
// of a strong bias (2, floor 0.02) left at most 0.16, and all their queries comparable.
inline constexpr double kRefuseClippedPairs = 0.5;

// Where models about which nothing can be said served half the log, most of what it shows has no comparison.
inline constexpr double kRefuseUnsupportedShare = 0.5;

// Queries a router sends, at some lambda, to models about which the log says nothing: of qualities between 0 and 1,
// a twentieth of the queries can move the mean by 0.05, as much as an interval is wide.
inline constexpr double kRefuseRoutedShare = 0.05;

// The same for a router at one lambda: held-out rows in which the log served what it would, after weighting. The
// value's correction is a mean over them, and the standard error of a 0/1 quality is at most 0.16 at 10, 0.07 at 50.
inline constexpr double kRefuseAgreeingRows = 10;
inline constexpr double kCautionAgreeingRows = 50;

// Decisions for models that the log hardly ever chose for such queries (propensity under the clip): there the value is
// the outcome model's alone. A twentieth of the queries moves a mean as much as an interval is wide; at one half, most
// of the value is extrapolated.
inline constexpr double kCautionUnderClipShare = 0.05;
inline constexpr double kRefuseUnderClipShare = 0.5;

// Of an interval of lambda, the part in which the router is refused. The mean over the interval moves by no more than
// this share of what those values could be wrong by; a sliver must not hide the rest.
inline constexpr double kRefuseIntervalShare = 0.05;

// Logged propensities this close to one on nearly every row are a fixed rule's, whatever the fitted ones say.
inline constexpr double kCertainPropensity = 0.99;
inline constexpr double kRefuseCertainShare = 0.95;

// Logged propensities that are right are called wrong in at most this share of logs, over all comparisons of a log
// (Bonferroni). The price of a false alarm is small, estimated weights in place of logged ones.
inline constexpr double kLoggedFalseAlarm = 0.01;

// Weights wrong by less than a twentieth move a value between 0 and 1 by less than an interval is wide; in a log of
// millions they would be called wrong otherwise.
inline constexpr double kLoggedTolerance = 0.05;
inline constexpr double kLoggedLikelihoodTolerance = 0.01; // nats a query, about the square of the above

// Logged propensities are compared in up to this many bins of queries, each with enough expected rows of the model that
// a normal approximation of its count is good to a few per cent in the tails.
inline constexpr std::size_t kLoggedBins = 5;
inline constexpr double kLoggedBinServed = 20;

// Rows for each direction of the features and each model before a linear rule that fits its own rows says anything:
// with two models any labelling of up to two rows a direction can be fitted (Cover 1965), a strongly biased random one
// of somewhat more, and every further model brings as many weights again.
inline constexpr std::size_t kRowsPerDirection = 3;

// Of the rows that are not the most served model's, the share that a rule gets wrong. A policy that draws one query in
// twenty at random leaves more than this to chance.
inline constexpr double kRefuseUnexplained = 0.02;

// Standardised mean difference after weighting, beyond what chance gives: 0.1 is where imbalance is commonly called
// relevant (Austin 2009). At 0.5 the weighted queries are of another kind.
inline constexpr double kCautionImbalance = 0.1;
inline constexpr std::size_t kBalanceDirections = 20;

// Bins of equal count for the calibration error.
inline constexpr std::size_t kCalibrationBins = 10;

} // namespace fairlead::thresholds
