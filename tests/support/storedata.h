#pragma once

#include "core/store/datasetrepository.h"

#include <QByteArray>
#include <QString>
#include <QTest>

#include <filesystem>

namespace fairlead::test {

/// Five queries with prompts; the last two are held out.
[[nodiscard]] std::vector<Query> fiveQueries();

/// A log of two models over fiveQueries(), stored and committed.
[[nodiscard]] Result<DatasetId> storeLog(Workspace &workspace, const std::string &name);

/// Full feedback of two models over fiveQueries(), with two holes and embeddings of three columns.
[[nodiscard]] Result<DatasetId> storeFullFeedback(Workspace &workspace, const std::string &name);

/// A log simulated from full feedback: model row % 2 served each query.
[[nodiscard]] Result<DatasetId> storeSimulatedLog(Workspace &workspace, const std::string &name, DatasetId parent);

[[nodiscard]] QByteArray bytesOf(const std::filesystem::path &path);

} // namespace fairlead::test

/// Ends the test function, showing the message, where a Result is an error.
#define FAIRLEAD_VERIFY(result)                                                                                        \
    do {                                                                                                               \
        const auto &checked = (result);                                                                                \
        QVERIFY2(checked, checked ? "" : checked.error().message.c_str());                                             \
    } while (false)

/// The result is an error of this code, and its message holds this text.
#define FAIRLEAD_FAILS(result, expectedCode, text)                                                                     \
    do {                                                                                                               \
        const auto &checked = (result);                                                                                \
        QVERIFY(!checked);                                                                                             \
        const QString message = QString::fromStdString(checked.error().message);                                       \
        QVERIFY2(checked.error().code == (expectedCode), qPrintable(message));                                         \
        QVERIFY2(message.contains(QString::fromUtf8(text)), qPrintable(message));                                      \
    } while (false)
