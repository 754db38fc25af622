#include "core/store/candidatebits.h"

#include <algorithm>

namespace fairlead {

namespace {

constexpr std::size_t kBits = 8;

std::size_t bytesFor(std::size_t models)
{
    return (models + kBits - 1) / kBits;
}

} // namespace

std::string packAvailable(std::span<const std::uint8_t> available)
{
    if (std::find(available.begin(), available.end(), 0) == available.end())
        return {};
    std::string bytes(bytesFor(available.size()), '\0');
    for (std::size_t t = 0; t < available.size(); ++t) {
        if (available[t] != 0)
            bytes[t / kBits] = static_cast<char>(static_cast<unsigned char>(bytes[t / kBits]) | (1U << (t % kBits)));
    }
    return bytes;
}

bool unpackAvailable(std::string_view bytes, std::size_t served, std::span<std::uint8_t> available)
{
    if (bytes.size() != bytesFor(available.size()))
        return false;
    for (std::size_t t = 0; t < available.size(); ++t)
        available[t] = (static_cast<unsigned char>(bytes[t / kBits]) >> (t % kBits)) & 1U;
    return available[served] != 0;
}

} // namespace fairlead
