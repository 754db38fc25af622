#include "core/store/connection.h"

#include "core/store/statement.h"

#include <array>
#include <ctime>
#include <unistd.h>
#include <utility>

namespace fs = std::filesystem;

namespace fairlead {

namespace {

constexpr int kBusyTimeoutMs = 2000;

Result<void> configure(sqlite3 *db)
{
    constexpr std::pair<int, int> kSettings[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                                 {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                                 {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                                 {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                                 {SQLITE_DBCONFIG_ENABLE_FKEY, 1}};
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, kBusyTimeoutMs);
    for (const auto &[setting, value] : kSettings) {
        if (const int code = sqlite3_db_config(db, setting, value, nullptr); code != SQLITE_OK)
            return sql::errorFor(db, code);
    }
    return {};
}

} // namespace

Result<Connection> openConnection(const fs::path &path, int flags)
{
    sqlite3 *raw = nullptr;
    // An absolute path cannot be mistaken for a "file:" address.
    const int code = sqlite3_open_v2(fs::absolute(path).c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection db(raw);
    if (code != SQLITE_OK)
        return makeError(ErrorCode::Io,
                         "Could not open '" + path.string() +
                             "': the system refused. Check the permissions of the file and of its folder.",
                         raw ? sqlite3_errmsg(raw) : sqlite3_errstr(code));
    if (auto configured = configure(db.get()); !configured)
        return configured.error();
    return db;
}

Result<void> tune(sqlite3 *db)
{
    // In WAL, NORMAL loses at most the last commits in a power cut and never the file.
    return sql::execute(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cell_size_check = ON; "
                            "PRAGMA cache_size = -16384");
}

Result<void> copyDatabase(sqlite3 *db, const fs::path &target)
{
    const fs::path part = target.string() + ".part" + std::to_string(::getpid());
    std::error_code error;
    fs::remove(part, error);
    const auto copied = [&]() -> Result<void> {
        auto copy = openConnection(part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
        if (!copy)
            return copy.error();
        sqlite3_backup *backup = sqlite3_backup_init(copy->get(), "main", db, "main");
        if (!backup)
            return sql::errorFor(copy->get(), sqlite3_errcode(copy->get()));
        sqlite3_backup_step(backup, -1);
        if (const int code = sqlite3_backup_finish(backup); code != SQLITE_OK)
            return sql::errorFor(copy->get(), code);
        return {};
    }();
    if (copied)
        fs::rename(part, target, error);
    if (copied && !error)
        return {};
    const std::string cause = copied ? error.message() + "." : copied.error().message;
    fs::remove(part, error);
    return makeError(ErrorCode::Io, "Could not keep a copy as '" + target.string() + "': " + cause);
}

std::string timestamp()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text.data();
}

} // namespace fairlead
