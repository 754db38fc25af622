#pragma once

#include "core/ingest/import.h"

#include <span>
#include <string>
#include <vector>

namespace fairlead {

/// What the rows of a file hold.
enum class RowShape
{
    Queries, ///< what to decide on: no outcomes
    Log,     ///< long form: the outcome of the one model that served the query
    Full     ///< wide form: two columns a model
};

struct WideModel
{
    std::string name;
    std::string qualityColumn;
    std::string costColumn;
};

/// How the columns of a file are read: the whole mapping, given or inferred.
struct ImportPlan
{
    RowShape shape = RowShape::Log;
    std::string preset;
    ColumnMap columns;
    std::vector<std::string> inferredRoles;
    std::vector<std::string> unusedColumns;
    std::vector<WideModel> models; ///< RowShape::Full only, in file order
};

struct PlanInput
{
    std::span<const std::string> columns; ///< that are there
    bool nested = false;                  ///< JSON Lines: columns are paths
    ColumnMap given;                      ///< an empty column: the role stays unused
    bool embeddingsFromFile = false;      ///< an embedding column is not wanted beside it
    bool queriesOnly = false;
    std::string subject; ///< starts messages: "Could not import 'march.csv': "
};

/// Given roles win; the rest is inferred from names. A log without a model, quality or cost column is an error that
/// lists the columns that are there, as is a given column that is not, a doubled one, or half a wide pair.
[[nodiscard]] Result<ImportPlan> planImport(const PlanInput &input);

/// The roles that are given or have a column of their name, also where that is not enough for a plan.
[[nodiscard]] ColumnMap recognisedColumns(const PlanInput &input);

} // namespace fairlead
