#pragma once

#include "core/base/matrix.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fairlead::cli {

/// The decisions of a router on a file of queries.
struct Decisions
{
    double lambda = 0;
    std::vector<std::string> models;
    std::vector<std::string> queries; ///< ids, n
    std::vector<std::int32_t> chosen; ///< n
    MatrixD scores;                   ///< n x m
};

/// query, lambda, model and a score per model: JSON Lines where the file ends in .jsonl, else CSV. Atomic.
[[nodiscard]] Result<void> writeDecisions(const std::filesystem::path &path, const Decisions &decisions);

} // namespace fairlead::cli
