#pragma once

#include <compare>
#include <cstdint>

namespace fairlead {

/// A row id of the workspace; the tag keeps a router's id from being used as a dataset's.
template <typename Tag>
struct Id
{
    std::int64_t value = 0;
    auto operator<=>(const Id &) const = default;
    [[nodiscard]] bool isValid() const { return value > 0; }
};

using DatasetId = Id<struct DatasetTag>;
using RouterId = Id<struct RouterTag>;

} // namespace fairlead
