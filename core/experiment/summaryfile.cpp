#include "core/experiment/summaryfile.h"

#include <algorithm>

namespace fairlead {

namespace {

constexpr std::size_t kMoments = 3;
constexpr std::size_t kLevels = Distribution::kLevels.size();
constexpr const char *kHash = "data_hash";

double real(std::size_t count)
{
    return static_cast<double>(count);
}

std::size_t whole(double count)
{
    return count >= 0 && count < 9e15 ? static_cast<std::size_t>(count) : 0;
}

void put(TensorBundle &bundle, const std::string &name, const DistributionSet &set)
{
    const std::size_t models = set.models.size();
    MatrixD moments(models, kMoments, 0);
    MatrixD quantiles(models, kLevels, 0);
    MatrixD bins(models, DatasetSummary::kBins, 0);
    MatrixD logBins(models, DatasetSummary::kBins, 0);
    for (std::size_t t = 0; t < models; ++t) {
        const Distribution &of = set.models[t];
        moments(t, 0) = real(of.count);
        moments(t, 1) = real(of.zeros);
        moments(t, 2) = of.mean;
        std::ranges::copy(of.quantiles, quantiles.row(t).begin());
        std::ranges::copy(of.bins, bins.row(t).begin());
        std::ranges::copy(of.logBins, logBins.row(t).begin());
    }
    bundle.put(name + ".moments", moments);
    bundle.put(name + ".quantiles", quantiles);
    bundle.put(name + ".bins", bins);
    bundle.put(name + ".log_bins", logBins);
    bundle.put(name + ".range", std::vector<double>{set.low, set.high, set.lowPositive});
}

void putSegments(TensorBundle &bundle, const DatasetSummary &summary, std::size_t models)
{
    const std::size_t count = summary.segments.size();
    MatrixD counts(count, models, 0);
    MatrixD quality(count, models, 0);
    MatrixD cost(count, models, 0);
    std::vector<double> queries;
    for (std::size_t s = 0; s < count; ++s) {
        const SegmentSummary &segment = summary.segments[s];
        queries.push_back(real(segment.queries));
        bundle.metadata["segment." + std::to_string(s)] = segment.name;
        for (std::size_t t = 0; t < models; ++t) {
            counts(s, t) = real(segment.models[t].count);
            quality(s, t) = segment.models[t].meanQuality;
            cost(s, t) = segment.models[t].meanCost;
        }
    }
    bundle.put("segments.queries", queries);
    bundle.put("segments.counts", counts);
    bundle.put("segments.quality", quality);
    bundle.put("segments.cost", cost);
}

/// Takes a bundle apart; what is missing or of another size makes it bad.
class Reader
{
public:
    Reader(const TensorBundle &bundle, std::size_t models)
        : m_bundle(bundle)
        , m_models(models)
    {}

    [[nodiscard]] bool isGood() const { return m_good; }
    std::vector<double> vector(const std::string &name, std::size_t size)
    {
        auto found = m_bundle.vectorD(name);
        m_good = m_good && found && found->size() == size;
        return m_good ? *std::move(found) : std::vector<double>(size, 0);
    }
    MatrixD matrix(const std::string &name, std::size_t rows, std::size_t cols)
    {
        auto found = m_bundle.matrixD(name);
        m_good = m_good && found && found->rows() == rows && found->cols() == cols;
        return m_good ? *std::move(found) : MatrixD(rows, cols, 0);
    }
    DistributionSet distributions(const std::string &name)
    {
        const MatrixD moments = matrix(name + ".moments", m_models, kMoments);
        const MatrixD quantiles = matrix(name + ".quantiles", m_models, kLevels);
        const MatrixD bins = matrix(name + ".bins", m_models, DatasetSummary::kBins);
        const MatrixD logBins = matrix(name + ".log_bins", m_models, DatasetSummary::kBins);
        const std::vector<double> range = vector(name + ".range", 3);
        DistributionSet set{{}, range[0], range[1], range[2]};
        for (std::size_t t = 0; t < m_models; ++t) {
            Distribution of;
            of.count = whole(moments(t, 0));
            of.zeros = whole(moments(t, 1));
            of.mean = moments(t, 2);
            std::ranges::copy(quantiles.row(t), of.quantiles.begin());
            of.bins.assign(bins.row(t).begin(), bins.row(t).end());
            of.logBins.assign(logBins.row(t).begin(), logBins.row(t).end());
            set.models.push_back(std::move(of));
        }
        return set;
    }
    std::vector<SegmentSummary> segments()
    {
        const auto counted = m_bundle.vectorD("segments.queries");
        const std::size_t count = counted ? std::min(counted->size(), DatasetSummary::kMostSegments) : 0;
        const std::vector<double> queries = vector("segments.queries", count);
        const MatrixD counts = matrix("segments.counts", count, m_models);
        const MatrixD quality = matrix("segments.quality", count, m_models);
        const MatrixD cost = matrix("segments.cost", count, m_models);
        std::vector<SegmentSummary> segments;
        for (std::size_t s = 0; s < count; ++s) {
            const auto name = m_bundle.metadata.find("segment." + std::to_string(s));
            m_good = m_good && name != m_bundle.metadata.end();
            SegmentSummary segment{m_good ? name->second : std::string(), whole(queries[s]), {}};
            for (std::size_t t = 0; t < m_models; ++t)
                segment.models.push_back({whole(counts(s, t)), quality(s, t), cost(s, t)});
            segments.push_back(std::move(segment));
        }
        return segments;
    }
    TimeSummary time()
    {
        const std::vector<double> scalars = vector("time.scalars", 6);
        TimeSummary time{scalars[0], scalars[1], scalars[2], scalars[3], whole(scalars[4]), {}};
        const std::size_t steps = std::min(whole(scalars[5]), DatasetSummary::kMostSteps);
        if (steps == 0)
            return time;
        const MatrixD counts = matrix("time.counts", m_models, steps);
        for (std::size_t t = 0; t < m_models; ++t)
            time.counts.emplace_back(counts.row(t).begin(), counts.row(t).end());
        return time;
    }

private:
    const TensorBundle &m_bundle;
    std::size_t m_models;
    bool m_good = true;
};

} // namespace

TensorBundle bundleOf(const DatasetSummary &summary, const DatasetInfo &info)
{
    TensorBundle bundle;
    bundle.metadata[kHash] = info.dataHash;
    bundle.put("scalars", std::vector<double>{real(summary.outcomes), real(summary.withPropensity),
                                              real(summary.withPrompt), real(summary.segmentCount)});
    put(bundle, "quality", summary.quality);
    put(bundle, "cost", summary.cost);
    putSegments(bundle, summary, info.modelCount);
    const TimeSummary &time = summary.time;
    const std::size_t steps = time.counts.empty() ? 0 : time.counts.front().size();
    bundle.put("time.scalars", std::vector<double>{time.first, time.width, time.earliest, time.latest,
                                                   real(time.queries), real(steps)});
    if (steps > 0) {
        MatrixD counts(info.modelCount, steps, 0);
        for (std::size_t t = 0; t < info.modelCount; ++t)
            std::ranges::copy(time.counts[t], counts.row(t).begin());
        bundle.put("time.counts", counts);
    }
    return bundle;
}

std::optional<DatasetSummary> summaryFrom(const TensorBundle &bundle, const DatasetInfo &info)
{
    const auto hash = bundle.metadata.find(kHash);
    if (hash == bundle.metadata.end() || hash->second != info.dataHash)
        return std::nullopt;
    Reader reader(bundle, info.modelCount);
    DatasetSummary summary;
    const std::vector<double> scalars = reader.vector("scalars", 4);
    summary.outcomes = whole(scalars[0]);
    summary.withPropensity = whole(scalars[1]);
    summary.withPrompt = whole(scalars[2]);
    summary.segmentCount = whole(scalars[3]);
    summary.quality = reader.distributions("quality");
    summary.cost = reader.distributions("cost");
    summary.segments = reader.segments();
    summary.time = reader.time();
    return reader.isGood() ? std::optional(std::move(summary)) : std::nullopt;
}

} // namespace fairlead
