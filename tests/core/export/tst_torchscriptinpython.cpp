#include "exportedsamples.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// Debian's own Python, for which python3-torch installs; else whatever is first in the path.
QString python()
{
    return QFile::exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
}

/// In one folder: reads float32 embeddings and 0.pt, 1.pt, ...; writes for each N.out with scores, then decisions, as
/// float64, one lambda after the other.
const char *const kScript = R"(
import glob, json, sys
from array import array
import torch

folder, dim, lambdas = sys.argv[1], int(sys.argv[2]), [float(v) for v in sys.argv[3].split(',')]
x = torch.frombuffer(bytearray(open(folder + '/embeddings', 'rb').read()), dtype=torch.float32).view(-1, dim)
for router in glob.glob(folder + '/*.pt'):
    extra = {'card.json': ''}
    module = torch.jit.load(router, _extra_files=extra)
    assert json.loads(extra['card.json'])['models'] == ['large', 'small', 'small-2'], extra
    with open(router[:-3] + '.out', 'wb') as out:
        for lam in lambdas:
            price = torch.full((x.size(0),), lam, dtype=torch.float64)
            array('d', module(x, price).double().flatten().tolist()).tofile(out)
            array('d', module.decide(x, price).double().tolist()).tofile(out)
)";

bool runPython(const QStringList &arguments, QByteArray *output)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(python(), arguments);
    const bool isDone = process.waitForFinished(120000);
    *output = process.readAll();
    return isDone && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

} // namespace

/// The exported file in the hands of someone without Fairlead.
class TestTorchScriptInPython final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QByteArray output;
        if (!runPython({"-c", "import torch"}, &output))
            QSKIP("Python's torch (package python3-torch) is not installed here");

        for (std::size_t i = 0; i < m_routers.size(); ++i) {
            const Router &router = *m_routers[i].second;
            m_folder.write(std::to_string(i) + ".pt", exportedBytes(router, ExportFormat::TorchScript));
        }
        m_folder.write("embeddings", {reinterpret_cast<const char *>(m_embeddings.data()), m_embeddings.size() * 4});
        QStringList lambdas;
        for (const double lambda : sampleLambdas())
            lambdas += QString::number(lambda, 'g', 17);
        const QString folder = QString::fromStdString(m_folder.path("").string());
        QVERIFY2(runPython({"-c", kScript, folder, QString::number(kSampleDim), lambdas.join(',')}, &output),
                 output.constData());
    }

    void pythonGivesTheSameScoresAndDecisions_data()
    {
        QTest::addColumn<std::size_t>("router");
        for (std::size_t i = 0; i < m_routers.size(); ++i)
            QTest::newRow(m_routers[i].first.c_str()) << i;
    }
    void pythonGivesTheSameScoresAndDecisions()
    {
        QFETCH(std::size_t, router);
        const Router &exported = *m_routers[router].second;
        QFile file(QString::fromStdString(m_folder.path(std::to_string(router) + ".out").string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const auto *value = reinterpret_cast<const double *>(bytes.constData());
        const std::size_t rows = m_embeddings.rows();
        QCOMPARE(std::size_t(bytes.size()), sampleLambdas().size() * rows * (kSampleModels + 1) * sizeof(double));
        for (const double lambda : sampleLambdas()) {
            const MatrixD scores = scoresOf(exported, m_embeddings, lambda);
            for (std::size_t i = 0; i < scores.size(); ++i, ++value)
                QVERIFY(std::abs(*value - scores.data()[i]) <= 1e-11 * (1 + std::abs(scores.data()[i])));
            for (const std::int32_t chosen : chooseModels(scores, exported.tieCosts()))
                QCOMPARE(*value++, double(chosen));
        }
    }

private:
    const std::vector<NamedRouter> m_routers = deployableRouters();
    const MatrixF m_embeddings = sampleEmbeddings();
    const TempFolder m_folder;
};

QTEST_GUILESS_MAIN(TestTorchScriptInPython)
#include "tst_torchscriptinpython.moc"
