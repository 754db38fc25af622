#pragma once

#include "app/cli/console.h"
#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <string>

namespace CLI {
class App;
}

namespace fairlead::cli {

using Json = nlohmann::ordered_json;

/// What a verb has to say, for both kinds of reader; the program prints one of the two.
struct Answer
{
    Json document;            ///< printed with --json, the only thing on stdout
    std::string text;         ///< printed without
    bool interrupted = false; ///< a person stopped the work; what was finished was kept
};

/// One verb of the command line: its options, and what it does with them. Lives for one invocation.
class Verb
{
public:
    Verb() = default;
    Verb(const Verb &) = delete;
    Verb &operator=(const Verb &) = delete;
    virtual ~Verb() = default;

    virtual void addOptions(CLI::App &app) = 0;
    [[nodiscard]] virtual Result<Answer> run(Console &console) = 0;
};

} // namespace fairlead::cli
