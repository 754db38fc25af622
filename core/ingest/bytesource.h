#pragma once

#include "core/base/result.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace fairlead {

/// A file read once from front to back in blocks, without its UTF-8 byte order mark. Not copied.
class ByteSource
{
public:
    static constexpr std::size_t kBlockSize = std::size_t{64} * 1024;

    /// @param subject starts messages: "Could not import 'march.csv': "
    [[nodiscard]] static Result<ByteSource> open(const std::filesystem::path &path, std::string subject);

    /// The next bytes, valid until the next call; empty at the end of the file.
    [[nodiscard]] Result<std::span<const char>> next();
    /// Back to the first byte.
    [[nodiscard]] Result<void> rewind();

    [[nodiscard]] std::size_t bytesRead() const { return m_bytesRead; }
    [[nodiscard]] std::size_t bytesTotal() const { return m_bytesTotal; }
    [[nodiscard]] const std::string &subject() const { return m_subject; }

private:
    struct Close
    {
        void operator()(std::FILE *file) const { std::fclose(file); }
    };

    std::unique_ptr<std::FILE, Close> m_file;
    std::unique_ptr<char[]> m_block;
    std::string m_subject;
    std::size_t m_bytesRead = 0;
    std::size_t m_bytesTotal = 0;
};

} // namespace fairlead
