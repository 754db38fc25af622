#pragma once

#include "tests/bench/benchmark.h"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace fairlead::bench {

/// A folder that is gone when the benchmark ends.
class Folder
{
public:
    Folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "fairlead-bench-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            fail("Cannot make a folder for the benchmark's files in " + name + ".");
        m_path = name;
    }
    ~Folder()
    {
        std::error_code error;
        std::filesystem::remove_all(m_path, error);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    [[nodiscard]] std::filesystem::path operator/(const char *name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

} // namespace fairlead::bench
