#pragma once

#include <QTemporaryDir>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::test {

/// A folder for one test's small files; gone when the test ends.
class TempFolder final
{
public:
    [[nodiscard]] std::filesystem::path path(const std::string &name) const
    {
        return std::filesystem::path(m_dir.path().toStdString()) / name;
    }

    std::filesystem::path write(const std::string &name, std::string_view bytes) const
    {
        std::ofstream(path(name), std::ios::binary | std::ios::trunc).write(bytes.data(), std::ssize(bytes));
        return path(name);
    }

private:
    QTemporaryDir m_dir;
};

/// The bytes of a version 1 .npy file with this header dictionary and these cells.
[[nodiscard]] inline std::string npyBytes(const std::string &header, std::string_view cells)
{
    std::string bytes("\x93NUMPY\x01\x00", 8);
    const std::size_t size = header.size() + 1;
    bytes += static_cast<char>(size & 0xFF);
    bytes += static_cast<char>(size >> 8);
    return bytes + header + "\n" + std::string(cells);
}

/// A C-ordered float32 matrix as .npy.
[[nodiscard]] inline std::string npyMatrix(std::size_t rows, std::size_t cols, const std::vector<float> &cells)
{
    return npyBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows) + ", " +
                        std::to_string(cols) + "), }",
                    {reinterpret_cast<const char *>(cells.data()), cells.size() * sizeof(float)});
}

} // namespace fairlead::test
