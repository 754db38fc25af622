#pragma once

#include <QString>
#include <QTest>

#include <filesystem>

namespace fairlead::test {

/// The file in the folder of real outcome tables; empty where it is not there.
[[nodiscard]] std::filesystem::path sharedData(const char *file);

} // namespace fairlead::test

/// Skips the running test function where a table of real outcomes is absent; else leaves its path in `variable`.
#define FAIRLEAD_NEED_SHARED_DATA(variable, file)                                                                       \
    const std::filesystem::path variable = fairlead::test::sharedData(file);                                            \
    if (variable.empty())                                                                                               \
    QSKIP("needs shared data: " file)
