#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace fairlead::cli {

/// Adds the workspace, the first argument of almost every verb.
CLI::Option *addWorkspaceArgument(CLI::App &app, std::string &path);

/// Adds --propensity auto|logged|estimated.
CLI::Option *addPropensityOption(CLI::App &app, std::string &source);

/// Makes an option refuse, as a usage error, what `parse` (a core function of a text that returns a Result) refuses.
template <typename Parse>
[[nodiscard]] auto accepting(Parse parse)
{
    return [parse](const std::string &text) {
        const auto parsed = parse(text);
        return parsed ? std::string() : parsed.error().message;
    };
}

/// "A:B" or "A", in quality per USD.
struct LambdaRange
{
    double lo = 0;
    double hi = 0;
};
[[nodiscard]] Result<LambdaRange> parseLambdaRange(const std::string &text);

/// A finite number above zero.
[[nodiscard]] Result<double> parsePositiveNumber(const std::string &text);

} // namespace fairlead::cli
