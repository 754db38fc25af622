#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>

struct sqlite3;

namespace fairlead {

/// One analysis in one SQLite file (application_id "FLWS"). Opened, used and closed in one thread.
///
/// Opening checks that the file is a workspace, refuses a newer version, migrates an older one (after keeping
/// a copy beside it) and sets WAL, foreign keys, defensive mode and a busy timeout. A file that another program
/// holds locked is ErrorCode::Locked.
class Workspace
{
public:
    static constexpr int kApplicationId = 0x464C5753; // "FLWS"

    [[nodiscard]] static Result<Workspace> open(const std::filesystem::path &path);          ///< must exist
    [[nodiscard]] static Result<Workspace> create(const std::filesystem::path &path);        ///< must not exist
    [[nodiscard]] static Result<Workspace> openOrCreate(const std::filesystem::path &path);
    [[nodiscard]] static int currentVersion();

    Workspace(Workspace &&) noexcept;
    Workspace &operator=(Workspace &&) noexcept;
    ~Workspace();

    [[nodiscard]] const std::filesystem::path &path() const;
    /// True when openOrCreate made the file; a caller whose work then fails removes it again.
    [[nodiscard]] bool wasCreated() const;

    /// For core/store only: SQL stays in this folder.
    [[nodiscard]] sqlite3 *handle() const;

private:
    struct Impl;
    explicit Workspace(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// BEGIN IMMEDIATE ... COMMIT; rolls back unless committed. Inside another transaction of the same workspace it is a
/// savepoint: what it did is kept or undone with the outer one.
class Transaction
{
public:
    [[nodiscard]] static Result<Transaction> begin(Workspace &workspace);
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();

    [[nodiscard]] Result<void> commit();

private:
    Transaction(sqlite3 *db, bool isNested);
    sqlite3 *m_db = nullptr;
    bool m_isNested = false;
};

} // namespace fairlead
