#include "core/store/workspacefiles.h"

#include <system_error>

namespace fairlead {

void removeWorkspaceFiles(const std::filesystem::path &path)
{
    for (const char *suffix : {"", "-wal", "-shm", "-journal"}) {
        std::error_code ignored;
        std::filesystem::remove(path.string() + suffix, ignored);
    }
}

} // namespace fairlead
