#include "core/causal/kmeans.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/tensorview.h"
#include "core/causal/guard.h"
#include "core/features/featuretensors.h"

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

std::vector<std::size_t> distinctRows(std::size_t rows, std::size_t count, Random &random)
{
    std::vector<std::size_t> all(rows);
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (std::size_t i = 0; i < count; ++i)
        std::swap(all[i], all[i + random.below(rows - i)]);
    all.resize(count);
    return all;
}

/// The centroids of all codebooks as one matrix, and where each codebook begins in it.
class Codebooks
{
public:
    Codebooks(const FeatureRows &z, std::span<const int> sizes, std::uint64_t seed)
        : m_z(z)
        , m_single(z, at::kCPU, at::kFloat)
        , m_exact(kFeatureBlock, z.cols())
    {
        std::vector<std::size_t> starts;
        for (std::size_t b = 0; b < sizes.size(); ++b) {
            Random random(deriveSeed(seed, "codebook", b));
            const auto wanted = static_cast<std::size_t>(std::max(sizes[b], 1));
            const auto rows = distinctRows(z.rows(), std::min(z.rows(), wanted), random);
            m_begin.push_back(starts.size());
            starts.insert(starts.end(), rows.begin(), rows.end());
        }
        m_begin.push_back(starts.size());
        m_centroids = z.select(starts).block(0, starts.size());
    }

    /// One Lloyd step: every centroid moves to the mean of its rows. Distances need no more than single precision.
    void iterate(const std::stop_token &stop)
    {
        MatrixD sums(m_centroids.rows(), m_centroids.cols());
        std::vector<std::size_t> counts(m_centroids.rows(), 0);
        const at::Tensor centroids = tensorView(m_centroids).to(at::kFloat);
        const at::Tensor offset = (centroids * centroids).sum(1).mul_(-0.5);
        for (std::size_t begin = 0; begin < m_z.rows(); begin += kFeatureBlock) {
            throwIfStopped(stop);
            const std::size_t count = std::min(kFeatureBlock, m_z.rows() - begin);
            const at::Tensor block = m_single.block(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(count));
            const at::Tensor scores = at::addmm(offset, block, centroids.t());
            m_z.read(begin, begin + count, m_exact.data());
            const float *cells = scores.data_ptr<float>();
            // A codebook's sums are one thread's, in the order of the rows.
            forEachBlock(m_begin.size() - 1, 1, {}, [&](std::size_t book, std::size_t) {
                for (std::size_t i = 0; i < count; ++i)
                    addRow(book, m_exact.row(i), cells + i * m_centroids.rows(), sums, counts);
            });
        }
        for (std::size_t c = 0; c < counts.size(); ++c) {
            for (std::size_t j = 0; counts[c] > 0 && j < sums.cols(); ++j)
                m_centroids(c, j) = sums(c, j) / static_cast<double>(counts[c]);
        }
    }

    [[nodiscard]] std::vector<MatrixD> split() const
    {
        std::vector<MatrixD> books;
        for (std::size_t b = 0; b + 1 < m_begin.size(); ++b) {
            std::vector<std::size_t> rows(m_begin[b + 1] - m_begin[b]);
            std::iota(rows.begin(), rows.end(), m_begin[b]);
            books.push_back(takeRows(m_centroids, rows));
        }
        return books;
    }

private:
    /// @param scores of the row at all centroids
    void addRow(std::size_t book, std::span<const double> row, const float *scores, MatrixD &sums,
                std::vector<std::size_t> &counts) const
    {
        const float *best = std::max_element(scores + m_begin[book], scores + m_begin[book + 1]);
        const auto nearest = static_cast<std::size_t>(best - scores);
        ++counts[nearest];
        double *sum = sums.row(nearest).data();
        for (std::size_t j = 0; j < row.size(); ++j)
            sum[j] += row[j];
    }

    FeatureRows m_z;
    FeatureTensors m_single;
    MatrixD m_exact; ///< a block
    std::vector<std::size_t> m_begin;
    MatrixD m_centroids;
};

} // namespace

Result<std::vector<MatrixD>> fitCodebooks(const FeatureRows &z, std::span<const int> sizes, int iterations,
                                          std::uint64_t seed, std::stop_token stop, const ReportProgress &report)
{
    return guarded<std::vector<MatrixD>>("Could not cluster the queries", [&] {
        Codebooks books(z, sizes, seed);
        for (int iteration = 0; iteration < iterations; ++iteration) {
            if (report)
                report(
                    {"Clustering queries", static_cast<double>(iteration), static_cast<double>(iterations), "rounds"});
            books.iterate(stop);
        }
        return books.split();
    });
}

} // namespace fairlead
