#pragma once

#include "core/ingest/bytesource.h"

#include <string>

namespace fairlead {

/// The non-blank lines of a file, one by one, with their numbers.
class LineSource
{
public:
    explicit LineSource(ByteSource source)
        : m_source(std::move(source))
    {}

    /// False at the end. A line longer than kMaxFieldBytes is an error.
    [[nodiscard]] Result<bool> next();
    [[nodiscard]] Result<void> rewind();

    [[nodiscard]] const std::string &text() const { return m_text; } ///< without its line end
    [[nodiscard]] std::size_t number() const { return m_number; }    ///< from 1
    [[nodiscard]] bool terminated() const { return m_terminated; }   ///< a line end followed
    [[nodiscard]] const ByteSource &source() const { return m_source; }

private:
    [[nodiscard]] Result<bool> nextLine();

    ByteSource m_source;
    std::span<const char> m_block;
    std::string m_text;
    std::size_t m_number = 0;
    bool m_terminated = true;
};

} // namespace fairlead
