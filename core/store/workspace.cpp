#include "core/store/workspace.h"

#include "core/store/connection.h"
#include "core/store/schema.h"
#include "core/store/statement.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <unistd.h>

namespace fs = std::filesystem;

namespace fairlead {

namespace {

// Large enough that a block of embeddings does not shatter into thousands of pages.
constexpr const char *kPageSize = "16384";

Error couldNotOpen(ErrorCode code, const fs::path &path, const std::string &cause)
{
    return makeError(code, "Could not open '" + path.string() + "': " + cause);
}

/// Looks at names and sizes only. The content is left to SQLite: POSIX drops all of a process's locks on a file when
/// any descriptor of it is closed, and another thread here may hold the workspace open.
Result<void> requirePlausibleFile(const fs::path &path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
        return couldNotOpen(ErrorCode::NotFound, path, "there is no such file. Check the path, or create a workspace.");
    if (fs::is_directory(status))
        return couldNotOpen(ErrorCode::NotAWorkspace, path, "it is a folder. Name a .fairlead file inside it.");
    if (!fs::is_regular_file(status))
        return couldNotOpen(ErrorCode::NotAWorkspace, path, "it is not a regular file.");
    if (fs::file_size(path, error) == 0 && !error)
        return couldNotOpen(ErrorCode::NotAWorkspace, path,
                            "the file is empty, so it is no workspace. Remove it, or name another file.");
    return {};
}

/// What a file that is no database seems to be, for the person who named it by mistake.
std::string describeContent(const fs::path &path)
{
    std::array<char, 16> start{};
    std::ifstream file(path, std::ios::binary);
    file.read(start.data(), start.size());
    const std::string_view head(start.data(), static_cast<std::size_t>(file.gcount()));
    if (head.starts_with("SQLite format 3"))
        return "an SQLite database with a damaged header";
    if (head.starts_with("\x93NUMPY"))
        return "a NumPy array";
    if (head.starts_with("PK"))
        return "a ZIP archive, as exported TorchScript routers are";
    if (head.starts_with("%PDF"))
        return "a PDF";
    for (const char c : head) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t')
            return "binary data of another kind";
    }
    return head.starts_with("{") || head.starts_with("[") ? "a JSON file; import it as a log instead"
                                                          : "a text file; import it as a log instead";
}

/// It carries our application id; else the error says what it is.
Result<void> requireApplication(sqlite3 *db, const fs::path &path)
{
    constexpr std::uintmax_t kSmallestDatabase = 512; // SQLite takes anything smaller for a database not yet begun
    std::error_code error;
    const auto application = sql::integer(db, "PRAGMA application_id");
    if (application && *application == Workspace::kApplicationId)
        return {};
    if (application && fs::file_size(path, error) >= kSmallestDatabase && !error) {
        std::array<char, 16> id{};
        std::snprintf(id.data(), id.size(), "0x%08x", static_cast<unsigned>(application->value_or(0)));
        return couldNotOpen(ErrorCode::NotAWorkspace, path,
                            "it is an SQLite database of another program (application id " + std::string(id.data()) +
                                "), no Fairlead workspace.");
    }
    if (application || application.error().code == ErrorCode::NotAWorkspace)
        return couldNotOpen(ErrorCode::NotAWorkspace, path, "it is no workspace but " + describeContent(path) + ".");
    return application.error();
}

Result<void> requireVersion(sqlite3 *db, const fs::path &path)
{
    const auto version = userVersion(db);
    if (!version)
        return version.error();
    if (*version > Workspace::currentVersion())
        return couldNotOpen(ErrorCode::NewerVersion, path,
                            "a newer Fairlead wrote it (workspace version " + std::to_string(*version) +
                                "; this program reads up to " + std::to_string(Workspace::currentVersion()) +
                                "). Update Fairlead to open it.");
    if (*version < 1)
        return sql::damaged(db, "user_version is " + std::to_string(*version));
    return {};
}

/// SQLite itself notices missing pages, but fills up half of one with zeros.
Result<void> requireWholePages(sqlite3 *db, const fs::path &path)
{
    const auto pageSize = sql::integer(db, "PRAGMA page_size");
    if (!pageSize)
        return pageSize.error();
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error || size % static_cast<std::uintmax_t>(pageSize->value_or(1)) != 0)
        return sql::damaged(db, "cut off inside a page");
    return {};
}

Result<void> requireWorkspace(sqlite3 *db, const fs::path &path)
{
    if (auto ours = requireApplication(db, path); !ours)
        return ours;
    if (auto known = requireVersion(db, path); !known)
        return known;
    if (sqlite3_db_readonly(db, "main") == 1)
        return couldNotOpen(ErrorCode::Io, path, "you may not write it. Check its permissions, or work on a copy.");
    return requireWholePages(db, path);
}

Result<void> initialise(const fs::path &path)
{
    auto db = openConnection(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!db)
        return db.error();
    if (auto set =
            sql::execute(db->get(), std::string("PRAGMA page_size = ") + kPageSize +
                                        "; PRAGMA application_id = " + std::to_string(Workspace::kApplicationId));
        !set)
        return set;
    if (auto migrated = migrate(db->get(), workspaceSteps()); !migrated)
        return migrated;
    if (auto noted = sql::run(db->get(), "INSERT INTO meta VALUES('created', ?), ('created_by', ?)", timestamp(),
                              "Fairlead " FAIRLEAD_VERSION);
        !noted)
        return noted;
    return sql::execute(db->get(), "PRAGMA journal_mode = WAL");
}

} // namespace

struct Workspace::Impl
{
    fs::path path;
    Connection db;
    bool wasCreated = false;
};

Workspace::Workspace(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{}
Workspace::Workspace(Workspace &&) noexcept = default;
Workspace &Workspace::operator=(Workspace &&) noexcept = default;
Workspace::~Workspace() = default;

Result<Workspace> Workspace::open(const fs::path &path)
{
    if (auto plausible = requirePlausibleFile(path); !plausible)
        return plausible.error();
    std::error_code error;
    const bool hasJournal = fs::exists(path.string() + "-wal", error);
    auto db = openConnection(path, SQLITE_OPEN_READWRITE);
    if (!db)
        return db.error();
    // Until it is known to be ours, not even a journal that its owner left behind may be folded in. Where there was
    // none, SQLite removes the empty one it makes.
    sqlite3_db_config(db->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, hasJournal ? 1 : 0, nullptr);
    if (auto known = requireWorkspace(db->get(), path); !known)
        return known.error();
    sqlite3_db_config(db->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    if (auto tuned = tune(db->get()); !tuned)
        return tuned.error();
    if (auto upgraded = upgrade(db->get(), path, workspaceSteps()); !upgraded)
        return upgraded.error();
    if (auto complete = requireTables(db->get()); !complete)
        return complete.error();
    return Workspace(std::make_unique<Impl>(Impl{path, *std::move(db), false}));
}

Result<Workspace> Workspace::create(const fs::path &path)
{
    std::error_code error;
    const std::string subject = "Could not create '" + path.string() + "': ";
    if (fs::exists(fs::symlink_status(path, error)))
        return makeError(ErrorCode::BadInput, subject + "there is already something of that name. Choose another.");
    // Made under another name, so that no half-made workspace is ever seen under its own.
    const fs::path part = path.string() + ".part" + std::to_string(::getpid());
    const auto initialised = initialise(part);
    if (initialised)
        fs::rename(part, path, error);
    if (!initialised || error) {
        const std::string detail = initialised ? error.message() : initialised.error().detail;
        fs::remove(part, error);
        return makeError(ErrorCode::Io, subject + "check that its folder exists, is writable and has space left.",
                         detail);
    }
    auto workspace = open(path);
    if (workspace)
        workspace->m_impl->wasCreated = true;
    return workspace;
}

Result<Workspace> Workspace::openOrCreate(const fs::path &path)
{
    std::error_code error;
    return fs::exists(path, error) ? open(path) : create(path);
}

int Workspace::currentVersion()
{
    return static_cast<int>(workspaceSteps().size());
}

const fs::path &Workspace::path() const
{
    return m_impl->path;
}

bool Workspace::wasCreated() const
{
    return m_impl->wasCreated;
}

sqlite3 *Workspace::handle() const
{
    return m_impl->db.get();
}

} // namespace fairlead
