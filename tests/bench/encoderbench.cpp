#include "core/features/textencoder.h"
#include "datasets/demogenerator.h"
#include "tests/bench/benchmarks.h"

#include <cmath>

namespace fairlead::bench {

namespace {

constexpr std::size_t kPrompts = 100'000;
constexpr std::size_t kFitted = 8'000;

std::vector<std::string> promptsOf(std::size_t count, std::uint64_t seed)
{
    std::vector<std::string> prompts;
    for (Query &query : generateDemo({.queries = count, .seed = seed}).queries)
        prompts.push_back(std::move(query.prompt));
    return prompts;
}

std::vector<Figure> run(const Settings &settings)
{
    settings.note("writing prompts");
    const auto fitted = promptsOf(kFitted, 1);
    const auto prompts = promptsOf(settings.rows(kPrompts), 2);
    double bytes = 0;
    for (const std::string &prompt : prompts)
        bytes += static_cast<double>(prompt.size());
    const double fitting = secondsOf([&] { (void)need(TextEncoder::fit(fitted, {}, {}, {})); });
    const TextEncoder encoder = need(TextEncoder::fit(fitted, {}, {}, {}));
    const double seconds = medianSeconds(settings.runs, [&] { (void)need(encoder.encode(prompts, {}, {})); });
    const auto count = static_cast<double>(prompts.size());
    return {atLeast({"encode short prompts (" + std::to_string(std::lround(bytes / count)) + " bytes in the mean)",
                     count / seconds, "prompts/s"},
                    20'000),
            {"text read", bytes / seconds / 1e6, "MB/s"},
            {"fit on 8,000 prompts", fitting, "s"}};
}

} // namespace

Benchmark encoderBenchmark()
{
    return {"encoder", "embeddings of short prompts by the text encoder", run};
}

} // namespace fairlead::bench
