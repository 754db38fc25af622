#include "core/sweep/sweepindex.h"
#include "tests/support/testdata.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace fairlead;

/// The breakpoints of a plug-in rule, against a case worked out elsewhere in double precision.
class TestBreakpoints final : public QObject
{
    Q_OBJECT

private slots:
    void theWorkedCaseIsReproduced()
    {
        FAIRLEAD_NEED_SHARED_DATA(path, "method_case.json");
        std::ifstream file(path);
        const nlohmann::json data = nlohmann::json::parse(file);
        const std::size_t rows = data.at("n");
        const std::size_t models = data.at("models");
        MatrixD scores(rows, 2 * models);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t t = 0; t < models; ++t) {
                const auto &cell = data.at("stack").at("oof").at(i).at(t);
                scores(i, t) = cell.at(0).get<double>();
                scores(i, models + t) = cell.at(0).get<double>() - cell.at(1).get<double>();
            }
        SweepInput input;
        input.knots = {0, 1};
        input.tieCosts.assign(models, 0);
        input.scores = &scores;
        const auto index = SweepIndex::build(input, {}, {});
        QVERIFY(index);

        const auto start = index->decisions(0);
        std::size_t checked = 0;
        for (const auto &[row, expected] : data.at("breakpoints").at("rows").items()) {
            const std::size_t query = std::stoul(row);
            QCOMPARE(std::size_t(start[query]), expected.at("start").get<std::size_t>());
            std::vector<SwitchEvent> mine;
            for (const SwitchEvent &event : index->events())
                if (event.query == query)
                    mine.push_back(event);
            const auto &changes = expected.at("changes");
            QCOMPARE(mine.size(), changes.size());
            for (std::size_t i = 0; i < mine.size(); ++i) {
                QVERIFY(std::abs(mine[i].lambda - changes[i][0].get<double>()) < 1e-8);
                QCOMPARE(std::size_t(mine[i].to), changes[i][1].get<std::size_t>());
            }
            ++checked;
        }
        QVERIFY(checked > 0);
    }
};

QTEST_APPLESS_MAIN(TestBreakpoints)
#include "tst_breakpoints.moc"
