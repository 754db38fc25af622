#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/experiment/config.h"
#include "core/experiment/loggingpolicy.h"
#include "core/experiment/studytable.h"
#include "core/experiment/studyvalue.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// What a study runs over every table: all seeds, all biases, all methods.
struct StudyOptions
{
    std::vector<std::uint64_t> seeds{1};
    std::vector<double> biases{1.0};
    std::vector<Method> methods; ///< in the order in which they are shown
    LoggingKind policy = LoggingKind::Embedding;
    double floor = 0.02;
    TrainConfig config; ///< its method and seed are the run's
};

/// One table, seed and bias: one log, on which every method is trained.
struct StudyCell
{
    std::string dataSet;
    std::uint64_t seed = 0;
    double bias = 0;

    auto operator<=>(const StudyCell &) const = default;
};

/// One method of one cell.
struct StudyRecord
{
    StudyCell cell;
    std::string method; ///< key
    double lambdaMax = 0;
    StudyValue value;
    /// With the nuisances, learned for it or already there; without features, diagnosis and judging.
    double trainSeconds = 0;
};
/// A record is finished; an error ends the study.
using OnStudyRecord = std::function<Result<void>(const StudyRecord &)>;

/// Names everything but the data that decides a record, so that records of another set-up are told apart.
[[nodiscard]] std::string studyKey(const StudyTable &table, const StudyOptions &options);

/// Runs what `isDone` does not know of, cell by cell; what methods of a cell share is learned once. A table without a
/// price (all costs zero), or a log no router can be learned from, is an error that names the cell.
/// A stop is Cancelled: finished records have been handed over by then.
/// @param tables with distinct names
[[nodiscard]] Result<void> runStudy(std::span<const StudyTable> tables, const StudyOptions &options,
                                    const std::function<bool(const StudyCell &, Method)> &isDone,
                                    const OnStudyRecord &onRecord, std::stop_token stop, const ReportProgress &report);

} // namespace fairlead
