#pragma once

#include <filesystem>

namespace fairlead {

/// Takes a workspace file that was made in vain away again, with what SQLite keeps beside it. Nobody may hold it open;
/// what is not there is no error.
void removeWorkspaceFiles(const std::filesystem::path &path);

} // namespace fairlead
