#include "core/ingest/linesource.h"

#include "core/base/format.h"
#include "core/ingest/recordreader.h"
#include "core/ingest/text.h"

#include <cstring>

namespace fairlead {

Result<bool> LineSource::next()
{
    for (;;) {
        auto line = nextLine();
        if (!line || !*line || !trimmed(m_text).empty())
            return line;
    }
}

Result<void> LineSource::rewind()
{
    m_block = {};
    m_number = 0;
    return m_source.rewind();
}

Result<bool> LineSource::nextLine()
{
    m_text.clear();
    ++m_number;
    for (;;) {
        if (m_block.empty()) {
            auto more = m_source.next();
            if (!more)
                return more.error();
            m_block = *more;
        }
        if (m_block.empty()) {
            m_terminated = false;
            return !m_text.empty();
        }
        const void *end = std::memchr(m_block.data(), '\n', m_block.size());
        const std::size_t size =
            end ? static_cast<std::size_t>(static_cast<const char *>(end) - m_block.data()) : m_block.size();
        m_text.append(m_block.data(), size);
        m_block = m_block.subspan(end ? size + 1 : size);
        if (end) {
            m_terminated = true;
            return true;
        }
        if (m_text.size() > kMaxFieldBytes)
            return makeError(ErrorCode::BadInput, m_source.subject() + "line " +
                                                      formatCount(static_cast<double>(m_number)) +
                                                      " is longer than 64 MiB. Write one object a line.");
    }
}

} // namespace fairlead
