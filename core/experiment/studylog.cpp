#include "core/experiment/studylog.h"

#include "core/base/random.h"
#include "core/features/standardizer.h"
#include "core/features/textencoder.h"
#include "core/ingest/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace fairlead {

namespace {

/// A side with fewer rows than this share is not usable: groups are then given up.
constexpr double kLeastHeldOut = 0.1;

/// Rows that stay on one side, in a seeded order.
std::vector<std::vector<std::size_t>> shuffledUnits(const std::vector<std::string> &groups, bool together,
                                                    std::uint64_t seed)
{
    std::vector<std::vector<std::size_t>> units;
    std::map<std::string, std::size_t> unitOf;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const bool isAlone = !together || groups[i].empty();
        const auto [at, isNew] = isAlone ? std::pair(unitOf.end(), true) : unitOf.try_emplace(groups[i], units.size());
        if (isNew)
            units.emplace_back();
        (isNew ? units.back() : units[at->second]).push_back(i);
    }
    Random random(deriveSeed(seed, "study split"));
    random.shuffle(std::span(units));
    return units;
}

StudySplit splitUnits(const std::vector<std::vector<std::size_t>> &units, std::size_t rows)
{
    const auto wanted = static_cast<std::size_t>(std::lround(kHeldOutFraction * static_cast<double>(rows)));
    StudySplit split;
    for (const auto &unit : units) {
        auto &side = split.heldOut.size() + unit.size() <= wanted ? split.heldOut : split.train;
        side.insert(side.end(), unit.begin(), unit.end());
    }
    std::sort(split.train.begin(), split.train.end());
    std::sort(split.heldOut.begin(), split.heldOut.end());
    return split;
}

/// Rows are added to it one at a time, each with the model drawn for it.
class LogBuilder
{
public:
    LogBuilder(const StudyTable &table, const MatrixD &probabilities, RunData &data)
        : m_table(table)
        , m_probabilities(probabilities)
        , m_data(data)
    {}

    void add(std::size_t row, ServedModels &served, std::string group)
    {
        const std::size_t model = served.draw(m_probabilities.row(row));
        m_data.outcomes.model.push_back(static_cast<std::int32_t>(model));
        m_data.outcomes.quality.push_back(m_table.truth.quality(row, model));
        m_data.outcomes.cost.push_back(m_table.truth.cost(row, model));
        m_data.groups.push_back(std::move(group));
        m_rows.push_back(row);
    }
    [[nodiscard]] const std::vector<std::size_t> &rows() const { return m_rows; }

private:
    const StudyTable &m_table;
    const MatrixD &m_probabilities;
    RunData &m_data;
    std::vector<std::size_t> m_rows; ///< of the table
};

void fillModels(const StudyTable &table, RunData &data)
{
    for (const std::string &name : table.models)
        data.models.push_back({name, 0, 0, 0});
    for (std::size_t i = 0; i < data.outcomes.model.size(); ++i) {
        ModelInfo &model = data.models[static_cast<std::size_t>(data.outcomes.model[i])];
        ++model.count;
        model.meanQuality += (data.outcomes.quality[i] - model.meanQuality) / static_cast<double>(model.count);
        model.meanCost += (data.outcomes.cost[i] - model.meanCost) / static_cast<double>(model.count);
    }
}

void fillInfo(const StudyTable &table, RunData &data)
{
    data.info.name = table.name;
    data.info.kind = DatasetKind::Log;
    data.info.queryCount = data.outcomes.model.size();
    data.info.trainCount = data.trainRows.size();
    data.info.modelCount = table.models.size();
    data.info.embeddingDim = data.embeddings.cols();
    data.info.embeddingsFromText = table.embeddings.empty();
    data.info.dataHash = table.dataHash;
}

} // namespace

StudySplit splitForStudy(const StudyTable &table, std::uint64_t seed)
{
    const std::size_t n = table.rows();
    const bool hasGroups =
        std::any_of(table.groups.begin(), table.groups.end(), [](const std::string &group) { return !group.empty(); });
    StudySplit split = splitUnits(shuffledUnits(table.groups, hasGroups, seed), n);
    if (static_cast<double>(split.heldOut.size()) < kLeastHeldOut * static_cast<double>(n))
        split = splitUnits(shuffledUnits(table.groups, false, seed), n);
    return split;
}

Result<StudyFeatures> featuresForStudy(const StudyTable &table, const StudySplit &split, std::stop_token stop)
{
    StudyFeatures features;
    features.embeddings = table.embeddings;
    if (features.embeddings.empty()) {
        std::vector<std::string> trainPrompts;
        for (const std::size_t row : split.train)
            trainPrompts.push_back(table.prompts[row]);
        const ReportProgress quiet = [](const Progress &) {};
        auto encoder = TextEncoder::fit(trainPrompts, {}, stop, quiet);
        if (!encoder)
            return encoder.error();
        auto embeddings = encoder->encode(table.prompts, stop, quiet);
        if (!embeddings)
            return embeddings.error();
        features.embeddings = std::move(*embeddings);
    }
    auto standardizer = Standardizer::fit(takeRows(features.embeddings, std::span(split.train)));
    if (!standardizer)
        return standardizer.error();
    auto z = standardizer->apply(features.embeddings);
    if (!z)
        return z.error();
    features.z = std::move(*z);
    return features;
}

StudyLog logForStudy(const StudyTable &table, const StudySplit &split, const StudyFeatures &features,
                     const LoggingPolicyOptions &policy)
{
    const MatrixD probabilities = loggingProbabilities(features.z, table.truth, policy);
    StudyLog log;
    LogBuilder builder(table, probabilities, log.data);
    ServedModels trainModels(policy.seed);
    for (const std::size_t row : split.train)
        builder.add(row, trainModels, table.groups[row]);
    Random queries(deriveSeed(policy.seed, "study held-out queries"));
    ServedModels heldOutModels(deriveSeed(policy.seed, "study held-out models"));
    for (std::size_t k = 0; k < split.heldOut.size(); ++k) {
        const std::size_t drawn = queries.below(split.heldOut.size());
        const std::size_t row = split.heldOut[drawn];
        log.drawnRows.push_back(drawn);
        builder.add(row, heldOutModels,
                    table.groups[row].empty() ? "query " + std::to_string(row) : "group " + table.groups[row]);
    }
    log.data.embeddings = takeRows(features.embeddings, std::span(builder.rows()));
    log.data.trainRows.resize(split.train.size());
    std::iota(log.data.trainRows.begin(), log.data.trainRows.end(), std::size_t(0));
    log.data.heldOutRows.resize(split.heldOut.size());
    std::iota(log.data.heldOutRows.begin(), log.data.heldOutRows.end(), static_cast<std::int64_t>(split.train.size()));
    fillModels(table, log.data);
    fillInfo(table, log.data);
    return log;
}

} // namespace fairlead
