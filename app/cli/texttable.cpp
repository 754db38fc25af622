#include "app/cli/texttable.h"

#include <algorithm>
#include <cassert>

namespace fairlead::cli {

namespace {

/// Characters, not bytes: names may hold any UTF-8.
std::size_t width(const std::string &text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace

TextTable::TextTable(std::vector<std::string> headers)
{
    for (std::string &header : headers) {
        m_isRight.push_back(header.starts_with('>'));
        if (m_isRight.back())
            header.erase(0, 1);
    }
    m_rows.push_back(std::move(headers));
}

void TextTable::addRow(std::vector<std::string> cells)
{
    assert(cells.size() == m_isRight.size());
    m_rows.push_back(std::move(cells));
}

std::string TextTable::text() const
{
    std::vector<std::size_t> widths(m_isRight.size());
    for (const auto &row : m_rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width(row[i]));

    std::string out;
    for (const auto &row : m_rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string padding(widths[i] - width(row[i]), ' ');
            line += (i > 0 ? "  " : "") + (m_isRight[i] ? padding + row[i] : row[i] + padding);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

} // namespace fairlead::cli
