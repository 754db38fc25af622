#include "app/cli/arguments.h"

#include "core/experiment/config.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>

namespace fairlead::cli {

namespace {

std::optional<double> parseNumber(std::string_view text)
{
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

} // namespace

CLI::Option *addWorkspaceArgument(CLI::App &app, std::string &path)
{
    return app.add_option("workspace", path, "The workspace file, NAME.fairlead")->required();
}

CLI::Option *addPropensityOption(CLI::App &app, std::string &source)
{
    return app
        .add_option("--propensity", source,
                    "auto (logged propensities where they pass their check, else estimated), logged or estimated; auto "
                    "where not given")
        ->check(accepting(propensitySourceFromKey));
}

Result<LambdaRange> parseLambdaRange(const std::string &text)
{
    const std::size_t colon = text.find(':');
    const auto lo = parseNumber(std::string_view(text).substr(0, colon));
    const auto hi = colon == std::string::npos ? lo : parseNumber(std::string_view(text).substr(colon + 1));
    if (!lo || !hi || *lo < 0 || *hi < *lo)
        return makeError(ErrorCode::BadConfig,
                         "'" + text +
                             "' is no range of lambda. Give two numbers as A:B with 0 <= A <= B, or one "
                             "number, in quality per USD.");
    return LambdaRange{*lo, *hi};
}

Result<double> parsePositiveNumber(const std::string &text)
{
    const auto value = parseNumber(text);
    if (!value || *value <= 0)
        return makeError(ErrorCode::BadConfig, "'" + text + "' is no number above zero.");
    return *value;
}

} // namespace fairlead::cli
