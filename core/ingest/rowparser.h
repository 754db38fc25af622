#pragma once

#include "core/ingest/fingerprintset.h"
#include "core/ingest/importplan.h"
#include "core/ingest/recordreader.h"
#include "core/store/dataset.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// A good row. quality and cost hold one value in a log and one a model in full feedback.
struct ParsedRow
{
    Query query;       ///< split is not set here
    std::string model; ///< of a log
    std::vector<double> quality;
    std::vector<double> cost;            ///< USD
    double propensity = 0;               ///< NaN: none logged
    std::vector<float> embedding;        ///< empty without an embedding column
    std::vector<std::string> candidates; ///< models that could be chosen; empty: all
    std::optional<ImportWarning> remark; ///< what was wrong with a part that the row does without
};

/// Turns the records of one file into rows, each checked; remembers ids, the embedding's dimension and row numbers.
class RowParser
{
public:
    explicit RowParser(const ImportPlan &plan);

    /// For a second reading of the same file: the records found to be duplicates by the first, in file order.
    /// Spares remembering every id again.
    RowParser(const ImportPlan &plan, std::vector<std::size_t> knownDuplicates);

    /// What the reader shall select.
    [[nodiscard]] const std::vector<std::string> &columns() const { return m_columns; }

    /// Nothing when `row` was filled; else why the record is left out (its first problem).
    [[nodiscard]] std::optional<ImportWarning> parse(const Record &record, ParsedRow &row);

    [[nodiscard]] std::size_t embeddingDim() const { return m_embeddingDim; }

    /// Records left out because of their id, counted from 0.
    [[nodiscard]] const std::vector<std::size_t> &duplicates() const { return m_duplicates; }

private:
    using Problem = std::optional<ImportWarning>;
    static constexpr std::size_t kNoSlot = static_cast<std::size_t>(-1);

    struct Slots
    {
        std::size_t quality = kNoSlot;
        std::size_t cost = kNoSlot;
    };

    std::size_t slotFor(const std::string &column);
    std::size_t slotOfRole(const std::string &role);

    Problem readText(const Record &record, std::size_t slot, std::string &text) const;
    Problem readTime(const Record &record, double &time) const;
    Problem readQuery(const Record &record, Query &query) const;
    Problem readOutcomes(const Record &record, ParsedRow &row) const;
    Problem readOutcome(const Record &record, Slots slots, ParsedRow &row) const;
    Problem readNumber(const Record &record, std::size_t slot, double &value) const;
    Problem readPropensity(const Record &record, double &value) const;
    Problem readCandidates(const Record &record, ParsedRow &row) const;
    Problem readEmbedding(const Record &record, std::vector<float> &values);
    bool isDuplicate(const std::string &id);
    Problem reject(const Record &record, RowProblem problem, std::size_t slot, std::string message) const;

    RowShape m_shape;
    std::vector<std::string> m_columns;
    std::vector<Slots> m_outcomes;
    std::size_t m_query = kNoSlot;
    std::size_t m_prompt = kNoSlot;
    std::size_t m_segment = kNoSlot;
    std::size_t m_group = kNoSlot;
    std::size_t m_model = kNoSlot;
    std::size_t m_propensity = kNoSlot;
    std::size_t m_embedding = kNoSlot;
    std::size_t m_candidates = kNoSlot;
    std::size_t m_time = kNoSlot;
    const ImportPlan &m_plan;

    FingerprintSet m_ids;
    bool m_duplicatesKnown = false;
    std::vector<std::size_t> m_duplicates;
    std::size_t m_records = 0;
    std::size_t m_embeddingDim = 0;
};

} // namespace fairlead
