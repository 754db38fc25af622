#include "samplerouters.h"

#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

namespace {

/// Rows on a circle by angle, so that similarity is nearness of angles.
MatrixF onCircle(const std::vector<double> &angles)
{
    MatrixF z(angles.size(), 2);
    for (std::size_t i = 0; i < angles.size(); ++i) {
        z(i, 0) = float(2 * std::cos(angles[i]));
        z(i, 1) = float(2 * std::sin(angles[i]));
    }
    return z;
}

/// Angles in [0, 3), two models by turns; quality changes slowly with the angle per model, costs are noise about a
/// mean.
struct Circle
{
    explicit Circle(std::size_t rows)
    {
        Random random(6);
        for (std::size_t i = 0; i < rows; ++i) {
            angles.push_back(3 * random.uniform());
            model.push_back(std::int32_t(random.below(2)));
            quality.push_back((model[i] == 0 ? std::sin(2 * angles[i]) : std::cos(2 * angles[i])) +
                              0.1 * random.normal());
            cost.push_back(0.5 + 0.2 * random.normal());
            fold.push_back(std::int32_t(i % 4));
        }
        rowsByModel = LoggedRows::group(onCircle(angles), model, quality, cost, 2);
    }

    /// Cross-validated squared error of a size, the slow way.
    [[nodiscard]] double error(std::size_t size, const std::vector<double> &outcome) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < angles.size(); ++i) {
            std::vector<std::size_t> others;
            for (std::size_t j = 0; j < angles.size(); ++j) {
                if (fold[j] != fold[i])
                    others.push_back(j);
            }
            std::sort(others.begin(), others.end(), [&](std::size_t a, std::size_t b) {
                return std::abs(angles[a] - angles[i]) < std::abs(angles[b] - angles[i]);
            });
            double near = 0, nearRows = 0, all = 0, allRows = 0;
            for (std::size_t place = 0; place < others.size(); ++place) {
                if (model[others[place]] != model[i])
                    continue;
                all += outcome[others[place]];
                ++allRows;
                if (place < size) {
                    near += outcome[others[place]];
                    ++nearRows;
                }
            }
            const double predicted = nearRows > 0 ? near / nearRows : all / allRows;
            sum += (predicted - outcome[i]) * (predicted - outcome[i]);
        }
        return sum;
    }

    [[nodiscard]] std::int64_t best(const std::vector<std::int64_t> &sizes, const std::vector<double> &outcome) const
    {
        return *std::min_element(sizes.begin(), sizes.end(), [&](std::int64_t a, std::int64_t b) {
            return error(std::size_t(a), outcome) < error(std::size_t(b), outcome);
        });
    }

    std::vector<double> angles, quality, cost;
    std::vector<std::int32_t> model, fold;
    LoggedRows rowsByModel;
};

} // namespace

class TestCarrot final : public QObject
{
    Q_OBJECT

private slots:
    void aModelsOutcomeIsItsMeanAmongTheNearestRowsOfAllModels()
    {
        // Nearest to angle 0 first: rows 0 (model 0), 1 (model 1), 2 (model 0), 3 (model 1), 4 (model 1).
        const LoggedRows rows = LoggedRows::group(
            onCircle({0, 0.1, 0.2, 0.3, 2}), std::vector<std::int32_t>{0, 1, 0, 1, 1},
            std::vector<double>{1, 0.4, 0.5, 0.2, 0.9}, std::vector<double>{0.1, 0.2, 0.3, 0.6, 0.7}, 3);
        const auto router = makeCarrotRouter({{0, 0}, 1}, rows, {3, 1}, 10, {1, 1, 1});
        const MatrixF query = onCircle({0});
        const MatrixD scores = *router->scores({&query, nullptr, nullptr});
        // Quality, three rows: model 0 has rows 0 and 2, model 1 row 1, model 2 no row at all: the overall mean.
        QVERIFY(std::abs(scores(0, 0) - 0.75) < 1e-12);
        QVERIFY(std::abs(scores(0, 1) - 0.4) < 1e-12);
        QVERIFY(std::abs(scores(0, 2) - 0.6) < 1e-12);
        // Cost, one row, which model 0 served; model 1 falls back to its mean 0.5, model 2 to the overall 0.38.
        QVERIFY(std::abs(scores(0, 3) - (0.75 - 0.1)) < 1e-12);
        QVERIFY(std::abs(scores(0, 4) - (0.4 - 0.5)) < 1e-12);
        QVERIFY(std::abs(scores(0, 5) - (0.6 - 0.38)) < 1e-12);
    }

    void rowsAsSimilarAsTheLastCountTogether()
    {
        const LoggedRows rows = LoggedRows::group(onCircle({1, 1, 1}), std::vector<std::int32_t>{0, 0, 0},
                                                  std::vector<double>{1, 0, 0.5}, std::vector<double>{0, 0, 0}, 1);
        const auto router = makeCarrotRouter({{0, 0}, 1}, rows, {1, 1}, 10, {1});
        const MatrixF query = onCircle({1});
        QVERIFY(std::abs((*router->scores({&query, nullptr, nullptr}))(0, 0) - 0.5) < 1e-12);
    }

    void sizesAreThoseOfTheLeastCrossValidatedError()
    {
        const Circle log(240);
        const std::vector<int> perModel{1, 4, 16, 90};
        const std::vector<std::int64_t> sizes{2, 8, 32, 180};
        const auto chosen = chooseCarrotNeighbours(log.rowsByModel, log.fold, 4, perModel, {});
        QVERIFY(chosen);
        QCOMPARE(chosen->quality, log.best(sizes, log.quality));
        QCOMPARE(chosen->cost, log.best(sizes, log.cost));
        QVERIFY(chosen->quality < chosen->cost); // a curve needs near rows, noise many
    }

    void sizesNeverExceedTheRows()
    {
        const Circle log(40);
        const auto chosen = chooseCarrotNeighbours(log.rowsByModel, log.fold, 4, std::vector<int>{1000}, {});
        QVERIFY(chosen);
        QCOMPARE(chosen->quality, std::int64_t(40));
    }

    void aStopEndsTheChoice()
    {
        std::stop_source stop;
        stop.request_stop();
        const Circle log(40);
        const auto chosen = chooseCarrotNeighbours(log.rowsByModel, log.fold, 4, std::vector<int>{2}, stop.get_token());
        QVERIFY(!chosen);
        QCOMPARE(chosen.error().code, ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestCarrot)
#include "tst_carrot.moc"
