#pragma once

#include "core/base/hash.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fairlead {

/// Remembers texts by 128 bits of hash, 16 bytes each: a million ids in tens of megabytes, whatever their length.
/// Open addressing, at most two thirds full.
class FingerprintSet
{
public:
    FingerprintSet()
        : m_slots(1024)
    {}

    /// False when the text was there already.
    bool insert(std::string_view text)
    {
        if (3 * (m_count + 1) > 2 * m_slots.size())
            grow();
        const Fingerprint print{hashText(text, 1) | 1, hashText(text, 2)};
        Fingerprint &slot = find(print);
        if (slot.low != 0)
            return false;
        slot = print;
        ++m_count;
        return true;
    }

private:
    struct Fingerprint
    {
        std::uint64_t low = 0; ///< never 0 in a filled slot
        std::uint64_t high = 0;
        bool operator==(const Fingerprint &) const = default;
    };

    Fingerprint &find(const Fingerprint &print)
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = print.high & mask;
        while (m_slots[at].low != 0 && m_slots[at] != print)
            at = (at + 1) & mask;
        return m_slots[at];
    }

    void grow()
    {
        std::vector<Fingerprint> old(m_slots.size() * 2);
        old.swap(m_slots);
        for (const Fingerprint &print : old)
            if (print.low != 0)
                find(print) = print;
    }

    std::vector<Fingerprint> m_slots;
    std::size_t m_count = 0;
};

} // namespace fairlead
