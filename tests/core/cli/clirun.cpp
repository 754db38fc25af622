#include "tests/core/cli/clirun.h"

#include "core/base/random.h"

#include <QFile>

#include <cmath>

namespace fairlead::test {

void startCli(QProcess &process, const QStringList &arguments)
{
    process.start(QStringLiteral(FAIRLEAD_CLI), arguments);
    if (!process.waitForStarted())
        qFatal("fairlead-cli did not start");
}

CliRun cli(const QStringList &arguments)
{
    QProcess process;
    startCli(process, arguments);
    if (!process.waitForFinished(240'000))
        qFatal("fairlead-cli did not end");
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

QString CliFolder::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("a test input could not be written");
    return path(name);
}

QByteArray CliFolder::read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString CliFolder::fullFeedback(int rows) const
{
    Random random(17);
    QByteArray csv = "query_id,prompt,embedding,small__quality,small__cost,medium__quality,medium__cost,large__quality,"
                     "large__cost\n";
    for (int i = 0; i < rows; ++i) {
        const double x = random.normal();
        const double y = random.normal();
        const double chance[] = {0.5 + 0.3 * std::tanh(x), 0.5 + 0.3 * std::tanh(y), 0.85};
        const double cost[] = {0.0002, 0.001, 0.004};
        csv += "q" + QByteArray::number(i) + ",question " + QByteArray::number(i) + ",\"[" + QByteArray::number(x) +
               "," + QByteArray::number(y) + "," + QByteArray::number(random.normal()) + "]\"";
        for (int t = 0; t < 3; ++t)
            csv += QByteArray(",") + (random.uniform() < chance[t] ? "1" : "0") + "," + QByteArray::number(cost[t]);
        csv += "\n";
    }
    return write("full.csv", csv);
}

QString CliFolder::workspaceWithLog() const
{
    const QString workspace = path("w.fairlead");
    const CliRun imported = cli({"import", workspace, fullFeedback(), "--name", "full"});
    const CliRun simulated = cli({"simulate", workspace, "--from", "full", "--name", "log", "--seed", "1"});
    if (imported.exitCode != 0 || simulated.exitCode != 0)
        qFatal("%s%s", imported.err.constData(), simulated.err.constData());
    return workspace;
}

} // namespace fairlead::test
