#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace fairlead {

/// What a file of rows is, from its first bytes and its name.
enum class TextFormat
{
    Delimited,
    JsonLines
};

/// A missing file, a folder, an empty file and a binary file are errors; a binary one's kind is named where known.
/// @param purpose starts the message: "Could not import"
[[nodiscard]] Result<TextFormat> sniffTextFormat(const std::filesystem::path &path, const std::string &purpose);

/// "Could not import 'march.csv': "
[[nodiscard]] std::string errorSubject(const std::string &purpose, const std::filesystem::path &path);

/// The file starts as NumPy's .npy does.
[[nodiscard]] bool looksLikeNpy(const std::filesystem::path &path);

} // namespace fairlead
