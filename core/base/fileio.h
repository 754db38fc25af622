#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>

namespace fairlead {

/// Checks that a path is a readable, non-empty regular file; the error says which of these it is not.
/// @param purpose starts the message: "Could not import", "Could not open"
[[nodiscard]] Result<void> requireReadableFile(const std::filesystem::path &path, std::string_view purpose);

[[nodiscard]] Result<std::string> readFile(const std::filesystem::path &path, std::string_view purpose);

/// Refuses an output path that is one of the files being read, or any database: writing there would destroy data.
[[nodiscard]] Result<void> requireSafeOutput(const std::filesystem::path &output,
                                             std::initializer_list<std::filesystem::path> inputs);

/// Writes through a temporary file beside the target and renames it: the target is whole or as it was.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path &path,
                                               const std::function<Result<void>(std::ostream &)> &write);
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path &path, std::string_view bytes);

} // namespace fairlead
