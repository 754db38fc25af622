#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace fairlead {

/// One flag a model as a bit set, model t at bit t % 8 of byte t / 8; empty where every flag is set.
[[nodiscard]] std::string packAvailable(std::span<const std::uint8_t> available);

/// False where the bytes are not such a set, or leave out the model that served.
[[nodiscard]] bool unpackAvailable(std::string_view bytes, std::size_t served, std::span<std::uint8_t> available);

} // namespace fairlead
