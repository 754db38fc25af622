#include "core/store/schema.h"

#include "core/store/connection.h"
#include "core/store/statement.h"

#include <array>

namespace fairlead {

namespace {

// Version 1. Foreign keys stay off the big tables, where a check per row would cost as much as the row.
constexpr MigrationStep kFirstVersion = R"sql(
CREATE TABLE meta(
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE datasets(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    kind INTEGER NOT NULL,                     -- 0 log, 1 full feedback
    source TEXT NOT NULL,
    created TEXT NOT NULL,                     -- ISO 8601, UTC
    parent INTEGER REFERENCES datasets(id),    -- owner of queries and embeddings, and the truth
    query_count INTEGER NOT NULL DEFAULT 0,
    train_count INTEGER NOT NULL DEFAULT 0,
    model_count INTEGER NOT NULL DEFAULT 0,
    embedding_dim INTEGER NOT NULL DEFAULT 0,
    embeddings_from_text INTEGER NOT NULL DEFAULT 0,
    has_prompts INTEGER NOT NULL DEFAULT 0,
    has_propensity INTEGER NOT NULL DEFAULT 0,
    data_hash TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}'        -- JSON
) STRICT;

CREATE TABLE models(
    dataset INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    mean_quality REAL,
    mean_cost REAL,                            -- USD
    PRIMARY KEY(dataset, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE queries(
    key INTEGER PRIMARY KEY,                   -- dataset << 40 | row
    external_id TEXT NOT NULL,
    prompt TEXT NOT NULL,
    segment TEXT NOT NULL,
    grp TEXT NOT NULL,
    split INTEGER NOT NULL                     -- 0 train, 1 held out
) STRICT;

CREATE TABLE observations(
    key INTEGER PRIMARY KEY,                   -- dataset << 40 | place in the order of arrival
    row INTEGER NOT NULL,
    model INTEGER NOT NULL,                    -- ordinal
    quality REAL,
    cost REAL,                                 -- USD
    propensity REAL
) STRICT;

CREATE TABLE embeddings(
    key INTEGER PRIMARY KEY,                   -- dataset << 40 | block
    first_row INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    dim INTEGER NOT NULL,
    cells BLOB NOT NULL                        -- float32, little-endian, row-major
) STRICT;

CREATE TABLE encoders(
    dataset INTEGER PRIMARY KEY REFERENCES datasets(id) ON DELETE CASCADE,
    tensors BLOB NOT NULL                      -- safetensors
) STRICT;

CREATE TABLE routers(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    dataset INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    seed INTEGER NOT NULL,
    created TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    config TEXT NOT NULL,                      -- JSON
    curve TEXT NOT NULL,                       -- JSON
    summary TEXT NOT NULL,                     -- JSON
    version TEXT NOT NULL,
    weights BLOB NOT NULL                      -- safetensors; last, so that lists never read it
) STRICT;

CREATE TABLE artifacts(
    dataset INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    tensors BLOB NOT NULL,                     -- safetensors
    PRIMARY KEY(dataset, key)
) STRICT;
)sql";

// Version 2: the models that each query of a log could be sent to.
constexpr MigrationStep kCandidates = R"sql(
ALTER TABLE observations ADD COLUMN available BLOB;       -- bit t: model t; NULL: every model

ALTER TABLE datasets ADD COLUMN has_candidates INTEGER NOT NULL DEFAULT 0;
)sql";

// Version 3: deletions that can be taken back until the workspace is closed, and operating points that an analyst
// keeps.
constexpr MigrationStep kTrashAndPins = R"sql(
ALTER TABLE datasets ADD COLUMN removed TEXT;             -- the name it had; NULL: not deleted

ALTER TABLE routers ADD COLUMN removed TEXT;

CREATE TABLE pins(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    router INTEGER NOT NULL REFERENCES routers(id) ON DELETE CASCADE,
    lambda REAL NOT NULL,                      -- quality units per USD
    lower REAL NOT NULL,                       -- of the cost interval
    upper REAL NOT NULL,
    note TEXT NOT NULL,
    created TEXT NOT NULL,                     -- ISO 8601, UTC
    figures TEXT NOT NULL                      -- JSON: what was shown when it was pinned
) STRICT;
)sql";

// Version 4: when each query came.
constexpr MigrationStep kTimes = R"sql(
ALTER TABLE queries ADD COLUMN time REAL;                 -- seconds since 1970, UTC; NULL: not logged
)sql";

constexpr std::array<MigrationStep, 4> kSteps = {kFirstVersion, kCandidates, kTrashAndPins, kTimes};

Result<void> runStep(sqlite3 *db, int version, MigrationStep step)
{
    if (auto begun = sql::execute(db, "BEGIN IMMEDIATE"); !begun)
        return begun;
    auto done = [&]() -> Result<void> {
        const auto current = userVersion(db);
        if (!current)
            return current.error();
        if (*current > version)
            return {}; // another program took this step while we waited for the lock
        if (auto ran = sql::execute(db, step); !ran)
            return ran;
        return sql::execute(db, "PRAGMA user_version = " + std::to_string(version + 1));
    }();
    if (done)
        done = sql::execute(db, "COMMIT");
    if (!done && sqlite3_get_autocommit(db) == 0)
        sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    return done;
}

} // namespace

std::span<const MigrationStep> workspaceSteps()
{
    return kSteps;
}

Result<int> userVersion(sqlite3 *db)
{
    const auto version = sql::integer(db, "PRAGMA user_version");
    if (!version)
        return version.error();
    return static_cast<int>(version->value_or(0));
}

Result<void> requireTables(sqlite3 *db)
{
    const auto found = sql::integer(
        db,
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('meta', 'datasets', 'models', 'queries', "
        "'observations', 'embeddings', 'encoders', 'routers', 'artifacts')");
    if (!found)
        return found.error();
    constexpr int kTables = 9;
    if (*found != kTables)
        return sql::damaged(db, std::to_string(found->value_or(0)) + " of " + std::to_string(kTables) + " tables");
    return {};
}

Result<void> migrate(sqlite3 *db, std::span<const MigrationStep> steps)
{
    const auto version = userVersion(db);
    if (!version)
        return version.error();
    for (int at = *version; at >= 0 && at < static_cast<int>(steps.size()); ++at) {
        if (auto ran = runStep(db, at, steps[static_cast<std::size_t>(at)]); !ran)
            return ran;
    }
    return {};
}

Result<void> upgrade(sqlite3 *db, const std::filesystem::path &path, std::span<const MigrationStep> steps)
{
    const auto version = userVersion(db);
    if (!version)
        return version.error();
    if (*version >= static_cast<int>(steps.size()))
        return {};
    const std::filesystem::path copy = path.string() + ".v" + std::to_string(*version) + ".bak";
    if (auto kept = copyDatabase(db, copy); !kept)
        return kept;
    return migrate(db, steps);
}

} // namespace fairlead
