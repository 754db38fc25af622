#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

/// Reads an embedding written as text: a JSON array, or numbers set apart by spaces, commas or semicolons.
/// @param values replaced by the numbers; meaningless after an error
/// @return what is wrong, empty when nothing is
[[nodiscard]] std::string parseEmbedding(std::string_view text, std::vector<float> &values);

} // namespace fairlead
