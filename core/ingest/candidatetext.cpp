#include "core/ingest/candidatetext.h"

#include "core/ingest/text.h"

#include <nlohmann/json.hpp>

namespace fairlead {

namespace {

std::string readArray(std::string_view text, std::vector<std::string> &names)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_array())
        return "are no JSON array of model names: " + excerpt(text);
    for (const auto &each : json) {
        if (!each.is_string())
            return "hold " + excerpt(each.dump()) + ", which is no model name in quotes";
        names.emplace_back(trimmed(each.get_ref<const std::string &>()));
    }
    return {};
}

void splitNames(std::string_view text, std::vector<std::string> &names)
{
    while (true) {
        const std::size_t end = text.find_first_of("|;");
        names.emplace_back(trimmed(text.substr(0, end)));
        if (end == std::string_view::npos)
            return;
        text.remove_prefix(end + 1);
    }
}

} // namespace

std::string parseCandidates(std::string_view text, std::vector<std::string> &names)
{
    names.clear();
    text = trimmed(text);
    if (text.empty())
        return {};
    if (text.front() == '{')
        return "are no list of model names: " + excerpt(text);
    if (text.front() == '[') {
        if (std::string wrong = readArray(text, names); !wrong.empty())
            return wrong;
    } else {
        splitNames(text, names);
    }
    std::erase(names, std::string());
    return names.empty() ? "are an empty list: no model could be chosen" : "";
}

} // namespace fairlead
