#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace fairlead {

/// What kind of thing went wrong. Tests check the code; people read the message.
enum class ErrorCode {
    NotFound,        ///< a file, dataset or router that is not there
    BadInput,        ///< a file or value that cannot be understood
    BadConfig,       ///< an option or configuration that makes no sense
    Unsupported,     ///< understood, but this build or method cannot do it
    Locked,          ///< another program holds the workspace
    NewerVersion,    ///< written by a newer Fairlead
    NotAWorkspace,   ///< a file that is no Fairlead workspace
    Io,              ///< the disk or the system refused
    Refused,         ///< the data cannot support the answer
    Cancelled,       ///< a person asked to stop before anything worth keeping existed
    Internal         ///< a fault of ours
};

/// message: for a person, naming the thing, the cause and the next step. detail: for the log.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string detail;
};

/// A value or an Error, in the manner of std::expected (which needs C++23).
template <typename T>
class [[nodiscard]] Result
{
    using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

public:
    using value_type = T;

    Result()
        requires(std::is_void_v<T>)
        : m_state(std::in_place_index<0>)
    {}
    template <typename U = Stored>
        requires(!std::is_void_v<T> && std::is_constructible_v<Stored, U &&> &&
                 !std::is_same_v<std::remove_cvref_t<U>, Error> && !std::is_same_v<std::remove_cvref_t<U>, Result>)
    Result(U &&value) // NOLINT(bugprone-forwarding-reference-overload): the constraint keeps copies and moves out
        : m_state(std::in_place_index<0>, std::forward<U>(value))
    {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }

    [[nodiscard]] Stored &value() & { return std::get<0>(m_state); }
    [[nodiscard]] const Stored &value() const & { return std::get<0>(m_state); }
    [[nodiscard]] Stored &&value() && { return std::get<0>(std::move(m_state)); }
    Stored &operator*() & { return value(); }
    const Stored &operator*() const & { return value(); }
    Stored &&operator*() && { return std::move(*this).value(); }
    Stored *operator->() { return &value(); }
    const Stored *operator->() const { return &value(); }

    [[nodiscard]] const Error &error() const & { return std::get<1>(m_state); }
    [[nodiscard]] Error &&error() && { return std::get<1>(std::move(m_state)); }

private:
    std::variant<Stored, Error> m_state;
};

inline Error makeError(ErrorCode code, std::string message, std::string detail = {})
{
    return Error{code, std::move(message), std::move(detail)};
}

} // namespace fairlead
