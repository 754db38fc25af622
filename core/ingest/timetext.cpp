#include "core/ingest/timetext.h"

#include "core/ingest/text.h"

#include <charconv>
#include <chrono>

namespace fairlead {

namespace {

/// Reads a text from its start, piece by piece; every piece says whether it was there.
class Cursor
{
public:
    explicit Cursor(std::string_view text)
        : m_rest(text)
    {}

    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    bool take(std::string_view anyOf)
    {
        if (m_rest.empty() || anyOf.find(m_rest.front()) == std::string_view::npos)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    /// Exactly so many digits.
    bool number(std::size_t digits, int &value)
    {
        if (m_rest.size() < digits || m_rest.substr(0, digits).find_first_not_of("0123456789") != m_rest.npos)
            return false;
        std::from_chars(m_rest.data(), m_rest.data() + digits, value);
        m_rest.remove_prefix(digits);
        return true;
    }
    /// The digits behind a decimal point, as a fraction of one.
    bool fraction(double &value)
    {
        double unit = 0.1;
        bool any = false;
        for (value = 0; !m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9'; unit /= 10, any = true) {
            value += unit * (m_rest.front() - '0');
            m_rest.remove_prefix(1);
        }
        return any;
    }

private:
    std::string_view m_rest;
};

constexpr double kMinute = 60;
constexpr double kHour = 3600;
constexpr double kDay = 86'400;

bool readDate(Cursor &at, double &seconds)
{
    int year = 0;
    int month = 0;
    int day = 0;
    if (!at.number(4, year) || !at.take("-") || !at.number(2, month) || !at.take("-") || !at.number(2, day))
        return false;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok())
        return false;
    seconds = kDay * static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
    return true;
}

bool readClock(Cursor &at, double &seconds)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    double fraction = 0;
    if (!at.number(2, hour) || !at.take(":") || !at.number(2, minute))
        return false;
    if (at.take(":")) {
        if (!at.number(2, second) || (at.take(".,") && !at.fraction(fraction)))
            return false;
    }
    if (hour > 23 || minute > 59 || second > 60) // 60: a leap second
        return false;
    seconds += hour * kHour + minute * kMinute + second + fraction;
    return true;
}

/// "Z", "+01:00", "+0100", "+01"; without one the clock is UTC's.
bool readZone(Cursor &at, double &seconds)
{
    if (at.atEnd() || at.take("Zz"))
        return at.atEnd();
    const bool east = at.take("+");
    int hour = 0;
    int minute = 0;
    if ((!east && !at.take("-")) || !at.number(2, hour))
        return false;
    if (!at.atEnd() && ((at.take(":"), !at.number(2, minute)) || !at.atEnd()))
        return false;
    if (hour > 23 || minute > 59)
        return false;
    seconds += (east ? -1 : 1) * (hour * kHour + minute * kMinute);
    return true;
}

std::optional<double> timeOfCount(double count)
{
    constexpr double kEarliest = 1e8; // 1973: smaller numbers are durations or years
    constexpr double kUnit = 1000;    // from seconds to milliseconds, micro-, nanoseconds
    double latest = 1e11;
    if (count < kEarliest)
        return std::nullopt;
    for (double unit = 1; unit < 1e10; unit *= kUnit, latest *= kUnit) {
        if (count < latest)
            return count / unit;
    }
    return std::nullopt;
}

} // namespace

std::optional<double> parseTime(std::string_view text)
{
    text = trimmed(text);
    if (const ParsedNumber number = parseNumber(text); number.state == NumberState::Ok)
        return timeOfCount(number.value);
    Cursor at(text);
    double seconds = 0;
    if (!readDate(at, seconds))
        return std::nullopt;
    if (at.atEnd())
        return seconds;
    if (!at.take("Tt ") || !readClock(at, seconds))
        return std::nullopt;
    (void)at.take(" ");
    if (!readZone(at, seconds))
        return std::nullopt;
    return seconds;
}

} // namespace fairlead
