#include "core/ingest/importplan.h"

#include "core/ingest/columnmap.h"
#include "core/ingest/text.h"
#include "core/ingest/widecolumns.h"

#include <algorithm>
#include <array>
#include <set>

namespace fairlead {

namespace {

constexpr std::array<std::string_view, 3> kLogRoles{"model", "quality", "cost"};
const std::set<std::string, std::less<>> kQueryRoles{"query", "prompt", "embedding", "candidates"};

/// Works out one plan; every step may end in an error.
class Planner
{
public:
    explicit Planner(const PlanInput &input)
        : m_input(input)
    {}

    Result<ImportPlan> run()
    {
        for (const auto step : {&Planner::takeGiven, &Planner::chooseShape, &Planner::inferRest,
                                &Planner::requireOutcomes, &Planner::requireUnique})
            if (auto done = (this->*step)(); !done)
                return done.error();
        for (const std::string &column : m_input.columns)
            if (!m_used.contains(column) && !isWideExtra(column))
                m_plan.unusedColumns.push_back(column);
        return std::move(m_plan);
    }

    ColumnMap recognised()
    {
        for (const auto &[role, column] : m_input.given) {
            if (isThere(column)) { // a name half typed is not, and takes no other role away
                m_plan.columns[role] = column;
                m_used.insert(column);
            }
        }
        if (chooseShape())
            (void)inferRest();
        return std::move(m_plan.columns);
    }

private:
    Result<void> takeGiven()
    {
        for (const auto &[role, column] : m_input.given) {
            if (!isColumnRole(role))
                return bad("there is no role " + excerpt(role) + ". The roles are " + columnRoleList() + ".");
            if (m_input.queriesOnly && !kQueryRoles.contains(role))
                return bad("queries have no " + role + ". The roles here are query, prompt, embedding and candidates.");
            if (column.empty())
                continue;
            if (!isThere(column))
                return bad("it has no " + noun() + " " + excerpt(column) + " for the " + role + ". " + thereAre() +
                           didYouMean(column));
            if (role == "embedding" && m_input.embeddingsFromFile)
                return bad("embeddings are given twice, by a file and by the " + noun() + " " + excerpt(column) +
                           ". Keep one of the two.");
            m_plan.columns[role] = column;
            m_used.insert(column);
        }
        return {};
    }

    Result<void> chooseShape()
    {
        if (m_input.queriesOnly) {
            m_plan.shape = RowShape::Queries;
            return {};
        }
        if (std::any_of(kLogRoles.begin(), kLogRoles.end(), [&](auto role) { return given(std::string(role)); }))
            return {};
        auto wide = findWideColumns(m_input.columns, m_input.subject);
        if (!wide)
            return wide.error();
        if (!*wide)
            return {};
        if (given("propensity"))
            return bad("every model answered every query here (" + (*wide)->preset +
                       "), so there is no propensity. Leave that role out.");
        if (given("candidates"))
            return bad("every model answered every query here (" + (*wide)->preset +
                       "), so there are no candidates. Leave that role out.");
        m_plan.shape = RowShape::Full;
        m_plan.preset = (*wide)->preset;
        m_plan.models = std::move((*wide)->models);
        for (const WideModel &model : m_plan.models) {
            m_used.insert(model.qualityColumn);
            m_used.insert(model.costColumn);
        }
        return {};
    }

    Result<void> inferRest()
    {
        for (const ColumnRole &role : columnRoles()) {
            const std::string key(role.key);
            if (m_input.given.contains(key) || !applies(key))
                continue;
            const std::string column = infer(role);
            if (column.empty())
                continue;
            m_plan.columns[key] = column;
            m_plan.inferredRoles.push_back(key);
            m_used.insert(column);
        }
        return {};
    }

    Result<void> requireOutcomes()
    {
        if (m_plan.shape != RowShape::Log)
            return {};
        std::string missing;
        std::string mapping;
        for (const std::string_view role : kLogRoles) {
            if (m_plan.columns.contains(std::string(role)))
                continue;
            missing += (missing.empty() ? "the " : " or the ") + std::string(role);
            mapping += (mapping.empty() ? "" : " and ") + std::string(role);
        }
        if (missing.empty())
            return {};
        const bool one = mapping.find(' ') == std::string::npos;
        return bad("no " + noun() + " holds " + missing + ". " + thereAre() + " Map " + (one ? "one" : noun() + "s") +
                   " to " + mapping + ".");
    }

    Result<void> requireUnique()
    {
        for (const std::string &column : m_used)
            if (std::count(m_input.columns.begin(), m_input.columns.end(), column) > 1)
                return bad("its header names " + excerpt(column) + " twice. Rename one of the two columns.");
        return {};
    }

    [[nodiscard]] bool applies(const std::string &role) const
    {
        if (m_plan.shape == RowShape::Log)
            return role != "embedding" || !m_input.embeddingsFromFile;
        if (role == "embedding")
            return !m_input.embeddingsFromFile;
        if (role == "candidates")
            return m_plan.shape == RowShape::Queries;
        if (kQueryRoles.contains(role))
            return true;
        return m_plan.shape == RowShape::Full && (role == "segment" || role == "group" || role == "time");
    }

    [[nodiscard]] std::string infer(const ColumnRole &role) const
    {
        for (const std::string_view synonym : role.synonyms) {
            for (const std::string &column : m_input.columns) {
                const std::string_view name = m_input.nested ? lastComponent(column) : std::string_view(column);
                if (!m_used.contains(column) && plainName(name) == synonym)
                    return column;
            }
        }
        return {};
    }

    [[nodiscard]] bool given(const std::string &role) const
    {
        const auto at = m_input.given.find(role);
        return at != m_input.given.end() && !at->second.empty();
    }

    /// In JSON Lines also a path into an array or object whose own path is a column ("messages.1.content").
    [[nodiscard]] bool isThere(const std::string &column) const
    {
        return std::any_of(m_input.columns.begin(), m_input.columns.end(), [&](const std::string &there) {
            if (there == column)
                return true;
            return m_input.nested && (column.starts_with(there + ".") || there.starts_with(column + ".") ||
                                      withFirstIndex(column) == there);
        });
    }

    /// "messages.1.content" -> "messages.0.content": of arrays only the first element's paths are known.
    static std::string withFirstIndex(std::string_view path)
    {
        std::string out;
        while (true) {
            const std::size_t dot = path.find('.');
            const std::string_view part = path.substr(0, dot);
            const bool index = !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
            out += index ? std::string_view("0") : part;
            if (dot == std::string_view::npos)
                return out;
            out += '.';
            path.remove_prefix(dot + 1);
        }
    }

    [[nodiscard]] std::string noun() const { return m_input.nested ? "field" : "column"; }

    [[nodiscard]] std::string thereAre() const
    {
        return "Its " + noun() + "s are: " + listNames(m_input.columns) + ".";
    }

    [[nodiscard]] std::string didYouMean(const std::string &column) const
    {
        const std::string close = closestName(column, m_input.columns);
        return close.empty() ? " Map another one." : " Did you mean '" + close + "'?";
    }

    [[nodiscard]] Error bad(const std::string &cause) const
    {
        return makeError(ErrorCode::BadInput, m_input.subject + cause);
    }

    const PlanInput &m_input;
    ImportPlan m_plan;
    std::set<std::string> m_used;
};

} // namespace

Result<ImportPlan> planImport(const PlanInput &input)
{
    return Planner(input).run();
}

ColumnMap recognisedColumns(const PlanInput &input)
{
    return Planner(input).recognised();
}

} // namespace fairlead
