#include "tests/support/testdata.h"

namespace fairlead::test {

std::filesystem::path sharedData(const char *file)
{
    const std::filesystem::path path = std::filesystem::path(FAIRLEAD_SHARED_DATA) / file;
    return std::filesystem::exists(path) ? path : std::filesystem::path();
}

} // namespace fairlead::test
