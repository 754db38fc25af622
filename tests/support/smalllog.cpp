#include "tests/support/smalllog.h"

#include <QFile>

#include <array>

namespace fairlead::test {

namespace {

constexpr std::array kWords{"route", "price", "model", "query", "token", "answer", "cost", "proof", "table", "graph"};
constexpr std::array kModels{"small", "middle", "large"};

} // namespace

QByteArray smallLog(int rows)
{
    QByteArray csv = "query,prompt,model,quality,cost\n";
    unsigned state = 12345;
    const auto next = [&state](unsigned below) {
        return (state = state * 1664525U + 1013904223U, (state >> 16) % below);
    };
    for (int row = 0; row < rows; ++row) {
        const bool isHard = next(2) == 1;
        QByteArray prompt = isHard ? "prove that" : "name a";
        for (int word = 0; word < (isHard ? 12 : 4); ++word)
            prompt += QByteArray(" ") + kWords[next(kWords.size())];
        const unsigned model = next(10) < 6 ? (isHard ? 2U : 0U) : next(3);
        const bool isGood = next(100) < (isHard ? 20 + 30 * model : 70 + 5 * model);
        csv += 'q' + QByteArray::number(row) + ',' + prompt + ',' + kModels[model] + ',' + (isGood ? '1' : '0') + ',' +
               QByteArray::number(0.001 * (1 + 4 * model)) + '\n';
    }
    return csv;
}

QString writeTestFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
}

} // namespace fairlead::test
