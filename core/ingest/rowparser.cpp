#include "core/ingest/rowparser.h"

#include "core/ingest/candidatetext.h"
#include "core/ingest/embeddingtext.h"
#include "core/ingest/text.h"
#include "core/ingest/timetext.h"

#include <algorithm>
#include <limits>

namespace fairlead {

namespace {

/// Spreadsheets and JSON write a rating of right or wrong as a word.
std::optional<double> truthWord(std::string_view text)
{
    text = trimmed(text);
    if (text.empty() || std::string_view("tTfF").find(text.front()) == std::string_view::npos)
        return std::nullopt;
    const std::string word = plainName(text);
    if (word == "true")
        return 1.0;
    if (word == "false")
        return 0.0;
    return std::nullopt;
}

} // namespace

RowParser::RowParser(const ImportPlan &plan)
    : m_shape(plan.shape)
    , m_plan(plan)
{
    m_query = slotOfRole("query");
    m_prompt = slotOfRole("prompt");
    m_embedding = slotOfRole("embedding");
    m_candidates = slotOfRole("candidates");
    if (m_shape == RowShape::Queries)
        return;
    m_segment = slotOfRole("segment");
    m_group = slotOfRole("group");
    m_time = slotOfRole("time");
    if (m_shape == RowShape::Log) {
        m_model = slotOfRole("model");
        m_propensity = slotOfRole("propensity");
        m_outcomes.push_back({slotOfRole("quality"), slotOfRole("cost")});
    }
    for (const WideModel &model : plan.models)
        m_outcomes.push_back({slotFor(model.qualityColumn), slotFor(model.costColumn)});
}

RowParser::RowParser(const ImportPlan &plan, std::vector<std::size_t> knownDuplicates)
    : RowParser(plan)
{
    m_duplicatesKnown = true;
    m_duplicates = std::move(knownDuplicates);
}

bool RowParser::isDuplicate(const std::string &id)
{
    const std::size_t record = m_records - 1;
    if (m_duplicatesKnown)
        return std::binary_search(m_duplicates.begin(), m_duplicates.end(), record);
    if (m_ids.insert(id))
        return false;
    m_duplicates.push_back(record);
    return true;
}

std::size_t RowParser::slotFor(const std::string &column)
{
    const auto at = std::find(m_columns.begin(), m_columns.end(), column);
    const auto slot = static_cast<std::size_t>(at - m_columns.begin());
    if (at == m_columns.end())
        m_columns.push_back(column);
    return slot;
}

std::size_t RowParser::slotOfRole(const std::string &role)
{
    const auto at = m_plan.columns.find(role);
    return at == m_plan.columns.end() ? kNoSlot : slotFor(at->second);
}

RowParser::Problem RowParser::reject(const Record &record, RowProblem problem, std::size_t slot,
                                     std::string message) const
{
    return ImportWarning{problem, record.line, slot == kNoSlot ? std::string() : m_columns[slot], std::move(message),
                         true};
}

RowParser::Problem RowParser::parse(const Record &record, ParsedRow &row)
{
    ++m_records;
    if (!record.readable)
        return reject(record, record.problem, kNoSlot, record.message);
    if (auto problem = readQuery(record, row.query))
        return problem;
    if (auto problem = readOutcomes(record, row))
        return problem;
    if (auto problem = readCandidates(record, row))
        return problem;
    if (auto problem = readEmbedding(record, row.embedding))
        return problem;
    row.remark = readTime(record, row.query.time);
    if (m_query == kNoSlot)
        row.query.externalId = std::to_string(m_records);
    else if (isDuplicate(row.query.externalId))
        return reject(record, RowProblem::DuplicateId, m_query,
                      "the id " + excerpt(row.query.externalId) + " stood in an earlier row");
    return std::nullopt;
}

RowParser::Problem RowParser::readText(const Record &record, std::size_t slot, std::string &text) const
{
    text.clear();
    if (slot == kNoSlot)
        return std::nullopt;
    const std::string &field = record.fields[slot];
    if (!isCleanText(field))
        return reject(record, RowProblem::BadUtf8, slot, excerpt(field) + " is not UTF-8 text");
    text = field;
    return std::nullopt;
}

RowParser::Problem RowParser::readQuery(const Record &record, Query &query) const
{
    if (auto problem = readText(record, m_query, query.externalId))
        return problem;
    if (m_query != kNoSlot && query.externalId.empty())
        return reject(record, RowProblem::MissingField, m_query, "the query has no id");
    if (auto problem = readText(record, m_prompt, query.prompt))
        return problem;
    if (auto problem = readText(record, m_segment, query.segment))
        return problem;
    return readText(record, m_group, query.group);
}

/// A row without a time that can be read is as good for everything but the view over time.
RowParser::Problem RowParser::readTime(const Record &record, double &time) const
{
    time = std::numeric_limits<double>::quiet_NaN();
    if (m_time == kNoSlot || trimmed(record.fields[m_time]).empty())
        return std::nullopt;
    if (const auto read = parseTime(record.fields[m_time])) {
        time = *read;
        return std::nullopt;
    }
    const std::string &field = record.fields[m_time];
    return ImportWarning{RowProblem::BadTime, record.line, m_columns[m_time],
                         excerpt(trimmed(field)) +
                             " is no time (ISO 8601, or seconds or milliseconds since 1970); the row is kept without",
                         false};
}

RowParser::Problem RowParser::readOutcomes(const Record &record, ParsedRow &row) const
{
    row.quality.clear();
    row.cost.clear();
    if (m_shape == RowShape::Log) {
        if (auto problem = readText(record, m_model, row.model))
            return problem;
        row.model = trimmed(row.model);
        if (row.model.empty())
            return reject(record, RowProblem::MissingField, m_model, "the model is missing");
    }
    for (const Slots &slots : m_outcomes)
        if (auto problem = readOutcome(record, slots, row))
            return problem;
    return readPropensity(record, row.propensity);
}

RowParser::Problem RowParser::readOutcome(const Record &record, Slots slots, ParsedRow &row) const
{
    double quality = 0;
    if (const auto word = truthWord(record.fields[slots.quality]))
        quality = *word;
    else if (auto problem = readNumber(record, slots.quality, quality))
        return problem;
    double cost = 0;
    if (auto problem = readNumber(record, slots.cost, cost))
        return problem;
    if (cost < 0)
        return reject(record, RowProblem::NegativeCost, slots.cost,
                      excerpt(trimmed(record.fields[slots.cost])) + " is a negative cost");
    row.quality.push_back(quality);
    row.cost.push_back(cost);
    return std::nullopt;
}

RowParser::Problem RowParser::readNumber(const Record &record, std::size_t slot, double &value) const
{
    const std::string &field = record.fields[slot];
    const ParsedNumber number = parseNumber(field);
    value = number.value;
    const bool noAnswer = m_shape == RowShape::Full && plainName(trimmed(field)) == "nan";
    if (number.state == NumberState::Ok)
        return std::nullopt;
    if (number.state == NumberState::Empty || noAnswer)
        return reject(record, RowProblem::MissingField, slot, "the number is missing");
    if (number.state == NumberState::NotFinite)
        return reject(record, RowProblem::NotFinite, slot, excerpt(field) + " is not a finite number");
    return reject(record, RowProblem::BadNumber, slot, excerpt(field) + " is not a number");
}

RowParser::Problem RowParser::readPropensity(const Record &record, double &value) const
{
    value = std::numeric_limits<double>::quiet_NaN();
    if (m_propensity == kNoSlot || trimmed(record.fields[m_propensity]).empty())
        return std::nullopt;
    if (auto problem = readNumber(record, m_propensity, value))
        return problem;
    if (value <= 0 || value > 1)
        return reject(record, RowProblem::BadPropensity, m_propensity,
                      excerpt(trimmed(record.fields[m_propensity])) + " is no probability above 0 and up to 1");
    return std::nullopt;
}

RowParser::Problem RowParser::readCandidates(const Record &record, ParsedRow &row) const
{
    row.candidates.clear();
    if (m_candidates == kNoSlot)
        return std::nullopt;
    const std::string &field = record.fields[m_candidates];
    if (!isCleanText(field))
        return reject(record, RowProblem::BadUtf8, m_candidates, excerpt(field) + " is not UTF-8 text");
    if (const std::string wrong = parseCandidates(field, row.candidates); !wrong.empty())
        return reject(record, RowProblem::BadCandidates, m_candidates, "the candidates " + wrong);
    const bool served = row.candidates.empty() || m_shape != RowShape::Log ||
                        std::find(row.candidates.begin(), row.candidates.end(), row.model) != row.candidates.end();
    if (!served)
        return reject(record, RowProblem::BadCandidates, m_candidates,
                      "the model " + excerpt(row.model) + " served the query and is not among its candidates " +
                          excerpt(trimmed(field)));
    return std::nullopt;
}

RowParser::Problem RowParser::readEmbedding(const Record &record, std::vector<float> &values)
{
    if (m_embedding == kNoSlot)
        return std::nullopt;
    if (const std::string wrong = parseEmbedding(record.fields[m_embedding], values); !wrong.empty())
        return reject(record, RowProblem::BadEmbedding, m_embedding, "the embedding " + wrong);
    if (m_embeddingDim == 0)
        m_embeddingDim = values.size();
    if (values.size() != m_embeddingDim)
        return reject(record, RowProblem::BadEmbedding, m_embedding,
                      "the embedding has " + std::to_string(values.size()) + " numbers, the rows before have " +
                          std::to_string(m_embeddingDim));
    return std::nullopt;
}

} // namespace fairlead
