#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace fairlead {

/// The largest seed that every JSON reader keeps exactly.
inline constexpr std::uint64_t kLargestSeed = std::uint64_t(1) << 53;

/// Seeds and random numbers that are the same on every machine and library version.
/// A purpose ("folds", "dropout", ...) gets its own stream, so adding one never shifts another.
[[nodiscard]] std::uint64_t deriveSeed(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0);

/// SplitMix64 (Steele, Lea, Flood 2014); small, fast, and good enough for simulation and shuffles.
class Random
{
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next();
    double uniform();                                   ///< in [0, 1)
    double normal();                                    ///< Box-Muller
    std::uint64_t below(std::uint64_t bound);           ///< in [0, bound); bound > 0
    std::size_t pick(std::span<const double> weights);  ///< index with probability weight / sum

    template <typename T>
    void shuffle(std::span<T> values)
    {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[below(i)]);
    }

private:
    std::uint64_t m_state;
};

} // namespace fairlead
