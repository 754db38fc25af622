#pragma once

#include <QByteArray>
#include <QString>

namespace fairlead::test {

/// A log of three models as CSV: query, prompt, model, quality, cost. Long prompts go to the large model more often,
/// where it is also better: confounded, and small enough to train on in a test.
[[nodiscard]] QByteArray smallLog(int rows);

/// Writes bytes to a file and returns its path; empty where that failed.
QString writeTestFile(const QString &path, const QByteArray &bytes);

} // namespace fairlead::test
