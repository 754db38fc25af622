#include "core/causal/kmeans.h"

#include "core/base/productblocks.h"
#include "core/base/random.h"
#include "core/base/tensorview.h"
#include "core/base/vectorclones.h"
#include "core/causal/guard.h"
#include "core/features/featuretensors.h"

#include <ATen/Parallel.h>

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

FAIRLEAD_VECTOR_CLONES void addTo(double *sum, const double *values, std::size_t count)
{
    for (std::size_t j = 0; j < count; ++j)
        sum[j] += values[j];
}

/// The centroids of all codebooks as one matrix, and where each codebook begins in it.
class Codebooks
{
public:
    Codebooks(const FeatureRows &z, std::span<const int> sizes, std::uint64_t seed)
        : m_z(z)
        , m_single(z, at::kCPU, at::kFloat)
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
        m_nearest = Matrix<std::int32_t>(z.rows(), sizes.size());
    }

    /// One Lloyd step: every centroid moves to the mean of its rows. Distances need no more than single precision.
    void iterate(const std::stop_token &stop)
    {
        findNearest(stop);
        MatrixD sums(m_centroids.rows(), m_centroids.cols());
        std::vector<std::size_t> counts(m_centroids.rows(), 0);
        // A codebook's sums are one thread's, in the order of the rows.
        const auto threads = static_cast<std::size_t>(productThreads());
        if (!forEachProductBlock(threads, 1, stop, [&](std::size_t thread, std::size_t) {
                addRows(thread, threads, sums, counts, stop);
            }))
            throw StopRequested{};
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
    [[nodiscard]] std::size_t books() const { return m_begin.size() - 1; }

    void findNearest(const std::stop_token &stop)
    {
        const at::Tensor centroids = tensorView(m_centroids).to(at::kFloat);
        const at::Tensor offset = (centroids * centroids).sum(1).mul_(-0.5);
        if (!forEachProductBlock(m_z.rows(), kFeatureBlock, stop, [&](std::size_t first, std::size_t last) {
                const at::Tensor block = m_single.block(std::int64_t(first), std::int64_t(last - first));
                const at::Tensor scores = at::addmm(offset, block, centroids.t());
                const float *cells = scores.data_ptr<float>();
                for (std::size_t i = first; i < last; ++i, cells += m_centroids.rows()) {
                    for (std::size_t b = 0; b < books(); ++b)
                        m_nearest(i, b) =
                            std::int32_t(std::max_element(cells + m_begin[b], cells + m_begin[b + 1]) - cells);
                }
            }))
            throw StopRequested{};
    }

    /// All rows to the sums of every `step`-th codebook.
    void addRows(std::size_t firstBook, std::size_t step, MatrixD &sums, std::vector<std::size_t> &counts,
                 const std::stop_token &stop) const
    {
        std::vector<double> row(m_z.cols());
        for (std::size_t i = 0; i < m_z.rows() && firstBook < books(); ++i) {
            if (i % kFeatureBlock == 0)
                throwIfStopped(stop);
            m_z.readRow(i, row.data());
            for (std::size_t b = firstBook; b < books(); b += step) {
                const auto nearest = static_cast<std::size_t>(m_nearest(i, b));
                ++counts[nearest];
                addTo(sums.row(nearest).data(), row.data(), row.size());
            }
        }
    }

    FeatureRows m_z;
    FeatureTensors m_single;
    std::vector<std::size_t> m_begin;
    MatrixD m_centroids;
    Matrix<std::int32_t> m_nearest; ///< n x codebooks: rows of m_centroids
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
