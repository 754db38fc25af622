#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

namespace fairlead::test {

/// How one call of the built fairlead-cli ended.
struct CliRun
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;

    /// Standard output as the one JSON document it must be; discarded where it is not.
    [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(out.toStdString(), nullptr, false); }
};

[[nodiscard]] CliRun cli(const QStringList &arguments);
/// Starts it without waiting.
void startCli(QProcess &process, const QStringList &arguments);

/// A folder with small inputs, gone when the test ends.
class CliFolder
{
public:
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    QString write(const QString &name, const QByteArray &bytes) const;
    [[nodiscard]] static QByteArray read(const QString &path);

    /// Full feedback of 3 models on `rows` queries with embeddings in a column; which model is best depends on the
    /// embedding, and the good one is dear.
    [[nodiscard]] QString fullFeedback(int rows = 240) const;
    /// The workspace of that table as "full" and of a log "log" simulated from it.
    [[nodiscard]] QString workspaceWithLog() const;

private:
    QTemporaryDir m_folder;
};

} // namespace fairlead::test
