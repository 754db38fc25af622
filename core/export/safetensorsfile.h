#pragma once

#include "core/export/routerexport.h"

#include <optional>
#include <string>
#include <string_view>

namespace fairlead {

/// For core/export only. One safetensors file: the router's tensors and metadata, the text encoder's under the prefix
/// "encoder.", and the card as metadata "card".
[[nodiscard]] std::string toSafetensorsFile(const Router &router, const RouterCard &card,
                                            const std::optional<TensorBundle> &textEncoder);

/// @param source names the file in messages
[[nodiscard]] Result<ImportedRouter> fromSafetensorsFile(std::string_view bytes, std::string_view source);

} // namespace fairlead
