#include "core/ingest/bytesource.h"

#include <cerrno>
#include <cstring>
#include <string_view>

namespace fairlead {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

} // namespace

Result<ByteSource> ByteSource::open(const std::filesystem::path &path, std::string subject)
{
    ByteSource source;
    source.m_subject = std::move(subject);
    source.m_file.reset(std::fopen(path.c_str(), "rb"));
    if (!source.m_file)
        return makeError(ErrorCode::Io, source.m_subject + std::strerror(errno) + ".");
    source.m_block = std::make_unique<char[]>(kBlockSize);
    std::error_code ignored;
    source.m_bytesTotal = std::filesystem::file_size(path, ignored);
    return source;
}

Result<std::span<const char>> ByteSource::next()
{
    const bool first = m_bytesRead == 0;
    const std::size_t size = std::fread(m_block.get(), 1, kBlockSize, m_file.get());
    if (size == 0 && std::ferror(m_file.get()))
        return makeError(ErrorCode::Io, m_subject + "reading failed (" + std::strerror(errno) + "). Try again.");
    m_bytesRead += size;
    std::span<const char> block(m_block.get(), size);
    if (first && std::string_view(block.data(), block.size()).starts_with(kByteOrderMark))
        block = block.subspan(kByteOrderMark.size());
    return block;
}

Result<void> ByteSource::rewind()
{
    m_bytesRead = 0;
    if (std::fseek(m_file.get(), 0, SEEK_SET) != 0)
        return makeError(ErrorCode::Io, m_subject + "reading failed (" + std::strerror(errno) + "). Try again.");
    return {};
}

} // namespace fairlead
