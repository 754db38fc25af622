#pragma once

#include <optional>
#include <string>

namespace fairlead {

/// The reference BLAS is about forty times slower than OpenBLAS. A sentence for the person who runs it
/// (what, why, what to install), or nothing where a fast BLAS is loaded.
[[nodiscard]] std::optional<std::string> slowBlasWarning();

} // namespace fairlead
