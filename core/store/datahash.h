#pragma once

#include "core/base/hash.h"
#include "core/store/dataset.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

/// The fingerprint of everything that a run reads of a dataset: equal data, equal hash, however it came in. Rows are
/// added in their order; queries, outcomes and embeddings may be interleaved.
class DataHash
{
public:
    void addQuery(const Query &query)
    {
        m_queries.add(query.externalId);
        m_queries.add(query.prompt);
        m_queries.add(query.group);
        m_queries.add(static_cast<std::uint64_t>(query.split));
    }
    /// @param candidates packed; empty: every model, which hashes as logs without candidates do
    void addOutcome(std::size_t row, std::int64_t model, double quality, double cost, double propensity,
                    std::string_view candidates)
    {
        const struct
        {
            std::uint64_t row;
            std::int64_t model;
            double quality, cost, propensity;
        } record{row, model, canonical(quality), canonical(cost), canonical(propensity)};
        m_outcomes.addBytes(&record, sizeof record);
        m_outcomes.addBytes(candidates.data(), candidates.size());
    }
    /// Row-major cells, in one piece or several.
    void addEmbeddings(const void *cells, std::size_t bytes) { m_embeddings.addBytes(cells, bytes); }

    /// @param dim of the embeddings that were added; 0: none
    [[nodiscard]] std::string hex(DatasetKind kind, const std::vector<std::string> &models,
                                  const std::string &parentHash, std::size_t dim) const
    {
        Hasher hash;
        hash.add(static_cast<std::uint64_t>(kind));
        for (const std::string &model : models)
            hash.add(model);
        hash.add(parentHash);
        hash.add(m_queries.digest());
        hash.add(m_outcomes.digest());
        hash.add(static_cast<std::uint64_t>(dim));
        hash.add(m_embeddings.digest());
        return hash.hex();
    }

private:
    /// One bit pattern for "none".
    static double canonical(double value)
    {
        return std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value;
    }

    Hasher m_queries;
    Hasher m_outcomes;
    Hasher m_embeddings;
};

} // namespace fairlead
