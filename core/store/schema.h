#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <span>

struct sqlite3;

namespace fairlead {

/// SQL that takes a workspace of version k (its place in the list) to version k + 1.
using MigrationStep = const char *;

/// Every step there has ever been, oldest first. The list only grows at its end: a step that was released is never
/// changed, because files that have seen it exist.
[[nodiscard]] std::span<const MigrationStep> workspaceSteps();

/// Runs the steps that the file has not seen, each in one transaction that also sets user_version: a step that fails
/// leaves the file at the last version that was reached.
[[nodiscard]] Result<void> migrate(sqlite3 *db, std::span<const MigrationStep> steps);

/// Brings an older workspace up to date, once a copy of it lies beside it as PATH.v<its version>.bak.
[[nodiscard]] Result<void> upgrade(sqlite3 *db, const std::filesystem::path &path,
                                   std::span<const MigrationStep> steps);

/// Every table of the current version is there; else the file is damaged.
[[nodiscard]] Result<void> requireTables(sqlite3 *db);

[[nodiscard]] Result<int> userVersion(sqlite3 *db);

/// Rows of big tables are keyed by (dataset, row) packed into SQLite's own 64-bit row id: appending and reading a
/// dataset are then plain sequential walks of one tree, with no second index to keep.
struct RowKeys
{
    static constexpr int kRowBits = 40;
    static constexpr std::int64_t kMaxRows = std::int64_t{1} << kRowBits;
    static constexpr std::int64_t kMaxDatasets = std::int64_t{1} << (62 - kRowBits);

    std::int64_t first = 0; ///< of row 0
    std::int64_t last = 0;  ///< the largest key that this dataset could use

    explicit RowKeys(DatasetId dataset)
        : first(dataset.value << kRowBits)
        , last(first + kMaxRows - 1)
    {}
};

} // namespace fairlead
