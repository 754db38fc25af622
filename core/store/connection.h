#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>
#include <sqlite3.h>

namespace fairlead {

struct CloseConnection
{
    void operator()(sqlite3 *db) const { sqlite3_close_v2(db); }
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

/// A connection, nothing read yet, for which the file is data, never code: triggers, views and functions named in its
/// schema do nothing. Foreign keys are on; a lock is waited for about two seconds.
/// @param flags SQLITE_OPEN_READWRITE, with or without SQLITE_OPEN_CREATE
[[nodiscard]] Result<Connection> openConnection(const std::filesystem::path &path, int flags);

/// WAL and what goes with it, for a database that is known to be a workspace: this may write to the file.
[[nodiscard]] Result<void> tune(sqlite3 *db);

/// A consistent copy of the open database, whole or not at all; an older copy of that name is replaced.
[[nodiscard]] Result<void> copyDatabase(sqlite3 *db, const std::filesystem::path &target);

/// Now, as ISO 8601 in UTC.
[[nodiscard]] std::string timestamp();

} // namespace fairlead
