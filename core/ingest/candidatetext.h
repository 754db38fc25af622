#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairlead {

/// Names of the models that a query could be sent to: separated by '|' or ';', or a JSON array of texts.
/// @param names filled in; empty where the text is blank: nothing was recorded
/// @return empty when well-formed, else what is wrong, to follow "the candidates ..."
[[nodiscard]] std::string parseCandidates(std::string_view text, std::vector<std::string> &names);

} // namespace fairlead
