#pragma once

#include "core/ingest/import.h"

#include <span>
#include <string>
#include <string_view>

namespace fairlead {

/// A role that a column may play, and the header names it is inferred from (see plainName), best first.
struct ColumnRole
{
    std::string_view key;
    std::span<const std::string_view> synonyms;
};

[[nodiscard]] std::span<const ColumnRole> columnRoles();
[[nodiscard]] bool isColumnRole(std::string_view key);
/// "query, prompt, ..."
[[nodiscard]] std::string columnRoleList();

} // namespace fairlead
