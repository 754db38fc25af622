#include "core/ingest/columnmap.h"

#include "core/ingest/text.h"

#include <algorithm>
#include <array>

namespace fairlead {

namespace {

using Name = std::string_view;

// Compared through plainName: no case, no '_', '-' or spaces.
constexpr std::array kQuery{Name("queryid"), Name("id"), Name("requestid"), Name("sampleid"), Name("uid")};
constexpr std::array kPrompt{Name("prompt"), Name("question"), Name("query"), Name("text"), Name("input")};
constexpr std::array kSegment{Name("segment"),  Name("source"),  Name("task"),
                              Name("category"), Name("dataset"), Name("evalname")};
constexpr std::array kGroup{Name("group"),     Name("groupid"), Name("session"),
                            Name("sessionid"), Name("user"),    Name("userid")};
constexpr std::array kModel{Name("model"), Name("modelname"), Name("responsemodel")};
constexpr std::array kQuality{Name("quality"), Name("score"), Name("reward"), Name("rating"), Name("correct")};
constexpr std::array kCost{Name("cost"), Name("costusd"), Name("price"), Name("totalcost"), Name("totalcostusd")};
constexpr std::array kPropensity{Name("propensity"), Name("prob"), Name("loggedpropensity"), Name("p")};
constexpr std::array kEmbedding{Name("embedding"), Name("embeddings")};
constexpr std::array kCandidates{Name("candidates"), Name("candidatemodels"), Name("availablemodels")};

constexpr std::array kTime{Name("timestamp"),   Name("createdat"), Name("servedat"), Name("datetime"),
                           Name("requesttime"), Name("time"),      Name("date")};

// Query before prompt and prompt before segment: a name claimed by an earlier role is not offered to a later one.
constexpr std::array kRoles{ColumnRole{"query", kQuery},
                            ColumnRole{"prompt", kPrompt},
                            ColumnRole{"segment", kSegment},
                            ColumnRole{"group", kGroup},
                            ColumnRole{"model", kModel},
                            ColumnRole{"quality", kQuality},
                            ColumnRole{"cost", kCost},
                            ColumnRole{"propensity", kPropensity},
                            ColumnRole{"embedding", kEmbedding},
                            ColumnRole{"candidates", kCandidates},
                            ColumnRole{"time", kTime}};

Error badPair(std::string_view pair)
{
    return makeError(ErrorCode::BadInput, "Could not read the column mapping: " + excerpt(pair) +
                                              " is not ROLE=COLUMN. Write it like model=COLUMN,cost=COLUMN.");
}

} // namespace

std::span<const ColumnRole> columnRoles()
{
    return kRoles;
}

bool isColumnRole(std::string_view key)
{
    return std::any_of(kRoles.begin(), kRoles.end(), [&](const ColumnRole &role) { return role.key == key; });
}

std::string columnRoleList()
{
    std::vector<std::string> keys;
    for (const ColumnRole &role : kRoles)
        keys.emplace_back(role.key);
    return listNames(keys);
}

Result<ColumnMap> parseColumnMap(const std::string &text)
{
    ColumnMap map;
    std::string_view rest = text;
    while (!trimmed(rest).empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view pair = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos)
            return badPair(pair);
        const std::string role(trimmed(pair.substr(0, equals)));
        if (role.empty())
            return badPair(pair);
        if (!isColumnRole(role))
            return makeError(ErrorCode::BadInput, "Could not read the column mapping: there is no role " +
                                                      excerpt(role) + ". The roles are " + columnRoleList() + ".");
        if (!map.emplace(role, trimmed(pair.substr(equals + 1))).second)
            return makeError(ErrorCode::BadInput,
                             "Could not read the column mapping: the role " + role + " is given twice. Give it once.");
    }
    return map;
}

} // namespace fairlead
