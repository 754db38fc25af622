#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

namespace fairlead {

/// Checks that a path is a readable, non-empty regular file; the error says which of these it is not.
/// @param purpose starts the message: "Could not import", "Could not open"
[[nodiscard]] Result<void> requireReadableFile(const std::filesystem::path &path, std::string_view purpose);

[[nodiscard]] Result<std::string> readFile(const std::filesystem::path &path, std::string_view purpose);

/// Writes through a temporary file beside the target and renames it: the target is whole or as it was.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path &path,
                                               const std::function<Result<void>(std::ostream &)> &write);
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path &path, std::string_view bytes);

} // namespace fairlead
