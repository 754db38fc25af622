#pragma once

#include <string>
#include <vector>

namespace fairlead::cli {

/// Rows of text in aligned columns. A header that starts with '>' makes a right-aligned column.
class TextTable
{
public:
    explicit TextTable(std::vector<std::string> headers);

    /// One cell per column.
    void addRow(std::vector<std::string> cells);
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<std::string>> m_rows; ///< the headers first
    std::vector<bool> m_isRight;
};

} // namespace fairlead::cli
