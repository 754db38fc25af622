#include "core/base/hash.h"

#include <cstdio>
#include <xxhash.h>

namespace fairlead {

struct Hasher::State
{
    XXH64_state_t *xxh = XXH64_createState();
    ~State() { XXH64_freeState(xxh); }
};

std::uint64_t hashBytes(const void *data, std::size_t size, std::uint64_t seed)
{
    return XXH64(data, size, seed);
}

Hasher::Hasher(std::uint64_t seed) : m_state(std::make_unique<State>())
{
    XXH64_reset(m_state->xxh, seed);
}

Hasher::~Hasher() = default;

void Hasher::addBytes(const void *data, std::size_t size)
{
    XXH64_update(m_state->xxh, data, size);
}

void Hasher::add(std::string_view text)
{
    add(static_cast<std::uint64_t>(text.size()));
    addBytes(text.data(), text.size());
}

std::uint64_t Hasher::digest() const
{
    return XXH64_digest(m_state->xxh);
}

std::string Hasher::hex() const
{
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(digest()));
    return text;
}

} // namespace fairlead
