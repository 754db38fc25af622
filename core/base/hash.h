#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace fairlead {

/// XXH64 of bytes; stable across machines of one byte order.
[[nodiscard]] std::uint64_t hashBytes(const void *data, std::size_t size, std::uint64_t seed = 0);
[[nodiscard]] inline std::uint64_t hashText(std::string_view text, std::uint64_t seed = 0)
{
    return hashBytes(text.data(), text.size(), seed);
}

/// Streaming XXH64, for fingerprints of data too large to hold at once.
class Hasher
{
public:
    explicit Hasher(std::uint64_t seed = 0);
    ~Hasher();
    Hasher(const Hasher &) = delete;
    Hasher &operator=(const Hasher &) = delete;

    void addBytes(const void *data, std::size_t size);
    void add(std::string_view text);       ///< length-prefixed, so "ab","c" differs from "a","bc"
    void add(std::uint64_t value) { addBytes(&value, sizeof value); }
    void add(double value) { addBytes(&value, sizeof value); }
    [[nodiscard]] std::uint64_t digest() const;
    [[nodiscard]] std::string hex() const; ///< 16 lower-case digits

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace fairlead
