#pragma once

#include "core/ingest/importplan.h"

#include <optional>

namespace fairlead {

struct WideColumns
{
    std::string preset;
    std::vector<WideModel> models;
};

/// The models of a wide file by one of the known naming schemes; nothing when the names follow none.
/// A model with only one of its two columns is an error that names it.
[[nodiscard]] Result<std::optional<WideColumns>> findWideColumns(std::span<const std::string> columns,
                                                                 const std::string &subject);

/// Columns that belong to a wide scheme without being read (a model's answer text).
[[nodiscard]] bool isWideExtra(std::string_view column);

} // namespace fairlead
