#pragma once

#include "core/base/ids.h"
#include "core/base/matrix.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// Log: one served model per query. FullFeedback: every model answered every query.
enum class DatasetKind
{
    Log,
    FullFeedback
};

/// Training rows teach; held-out rows judge. Fixed at import (by group, else by query id), so that all
/// routers of a dataset, and a log simulated from it, are judged on the same rows.
enum class Split : std::uint8_t
{
    Train = 0,
    HeldOut = 1
};

/// Summary of one dataset; read without touching its rows.
struct DatasetInfo
{
    DatasetId id;
    std::string name;
    DatasetKind kind = DatasetKind::Log;
    std::string source;              ///< file name, or "simulated from 'full' (bias 1.0, ...)"
    std::string created;             ///< ISO 8601, UTC
    std::optional<DatasetId> parent; ///< the full feedback a log was simulated from: its truth
    std::size_t queryCount = 0;
    std::size_t trainCount = 0; ///< queries in Split::Train
    std::size_t modelCount = 0;
    std::size_t embeddingDim = 0;    ///< 0: none stored yet (the text encoder will make them)
    bool embeddingsFromText = false; ///< made by the built-in encoder
    bool hasPrompts = false;
    bool hasPropensity = false;
    bool hasCandidates = false; ///< not every model was available for every query
    std::string dataHash;       ///< 16 hex digits over everything a run reads
    std::string settings;       ///< JSON: mapping or simulation settings; for people and cards
};

/// One model of a dataset, in the dataset's fixed order, with its logged summary.
struct ModelInfo
{
    std::string name;
    std::size_t count = 0;  ///< rows it served (a full-feedback model: rows it answered)
    double meanQuality = 0; ///< over those rows; a log's is confounded by the routing in place
    double meanCost = 0;    ///< USD per query, over those rows
};

/// One query as imported; row i of the dataset.
struct Query
{
    std::string externalId;
    std::string prompt;
    std::string segment;
    std::string group; ///< same template, session, user: kept together in folds and split; empty: alone
    Split split = Split::Train;
    double time = std::numeric_limits<double>::quiet_NaN(); ///< when it came, seconds since 1970, UTC; NaN: not logged
};

/// One served model per query; index i is row i. propensity is empty, or NaN where a row has none.
struct LoggedOutcomes
{
    std::vector<std::int32_t> model;
    std::vector<double> quality;
    std::vector<double> cost; ///< USD
    std::vector<double> propensity;
    Matrix<std::uint8_t> available; ///< n x m, 1 where a model could be chosen; empty: everywhere
};

/// All outcomes, n x m. NaN where a model has no answer for a query.
struct FullOutcomes
{
    MatrixD quality;
    MatrixD cost; ///< USD
};

} // namespace fairlead
