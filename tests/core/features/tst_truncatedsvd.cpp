#include "core/base/random.h"
#include "core/base/parallel.h"
#include "core/features/truncatedsvd.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <stdexcept>

using namespace fairlead;

namespace {

SparseRows sparse(const MatrixF &dense)
{
    SparseRows out;
    out.cols = dense.cols();
    for (std::size_t i = 0; i < dense.rows(); ++i) {
        for (std::size_t j = 0; j < dense.cols(); ++j) {
            if (dense(i, j) == 0)
                continue;
            out.column.push_back(static_cast<std::uint32_t>(j));
            out.value.push_back(dense(i, j));
        }
        out.start.push_back(out.value.size());
    }
    return out;
}

double wave(std::size_t n, std::size_t i, std::size_t k)
{
    const double phase =
        std::acos(-1.0) * (static_cast<double>(i) + 0.5) * static_cast<double>(k) / static_cast<double>(n);
    return std::sqrt(2.0 / static_cast<double>(n)) * std::cos(phase);
}

/// sum_k s_k u_k v_k' with cosine waves as singular vectors, which are orthonormal.
MatrixF waves(std::size_t rows, std::size_t cols, const std::vector<double> &singularValues)
{
    MatrixF out(rows, cols);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < singularValues.size(); ++k)
                sum += singularValues[k] * wave(rows, i, k + 1) * wave(cols, j, k + 1);
            out(i, j) = static_cast<float>(sum);
        }
    return out;
}

} // namespace

class TestTruncatedSvd final : public QObject
{
    Q_OBJECT

private slots:
    void knownSingularVectorsAreFound()
    {
        const auto vectors = rightSingularVectors(sparse(waves(300, 120, {9, 5, 2, 1, 0.5})), 3, 1, {}, {});
        QVERIFY(vectors);
        QCOMPARE(vectors->cols(), std::size_t{3});
        for (std::size_t k = 0; k < 3; ++k) {
            double agreement = 0;
            for (std::size_t j = 0; j < 120; ++j)
                agreement += (*vectors)(j, k) * wave(120, j, k + 1);
            QVERIFY2(std::abs(std::abs(agreement) - 1) < 1e-4, qPrintable(QString::number(agreement)));
        }
    }

    void onlyTheDirectionsThatAreThereAreReturned()
    {
        const auto vectors = rightSingularVectors(sparse(waves(60, 40, {3, 2, 1})), 30, 1, {}, {});
        QVERIFY(vectors);
        QCOMPARE(vectors->cols(), std::size_t{3});
        QCOMPARE(rightSingularVectors(sparse(MatrixF(5, 4)), 3, 1, {}, {})->cols(), std::size_t{0});
        QCOMPARE(rightSingularVectors(SparseRows(), 3, 1, {}, {})->cols(), std::size_t{0});
    }

    void theLargestEntryOfEveryVectorIsPositive()
    {
        const auto vectors = rightSingularVectors(sparse(waves(90, 50, {3, 2, 1})), 3, 7, {}, {});
        QVERIFY(vectors);
        for (std::size_t k = 0; k < vectors->cols(); ++k) {
            float lowest = 0, highest = 0;
            for (std::size_t j = 0; j < vectors->rows(); ++j) {
                lowest = std::min(lowest, (*vectors)(j, k));
                highest = std::max(highest, (*vectors)(j, k));
            }
            QVERIFY(highest >= -lowest * 0.999F);
        }
    }

    void everyBlockIsVisitedOnce()
    {
        std::vector<int> visits(1003, 0);
        std::size_t reported = 0;
        const bool whole = forEachBlock(
            visits.size(), 10, {},
            [&](std::size_t first, std::size_t last) {
                for (std::size_t i = first; i < last; ++i)
                    ++visits[i];
            },
            [&](std::size_t finished) { reported = std::max(reported, finished); });
        QVERIFY(whole);
        QCOMPARE(std::accumulate(visits.begin(), visits.end(), 0), 1003);
        QCOMPARE(*std::max_element(visits.begin(), visits.end()), 1);
        QVERIFY(reported <= visits.size());
    }

    void aFailureInABlockReachesTheCaller()
    {
        const auto fail = [](std::size_t first, std::size_t) {
            if (first == 30)
                throw std::runtime_error("block 30");
        };
        QVERIFY_EXCEPTION_THROWN(forEachBlock(100, 10, {}, fail), std::runtime_error);
    }
};

QTEST_APPLESS_MAIN(TestTruncatedSvd)
#include "tst_truncatedsvd.moc"
