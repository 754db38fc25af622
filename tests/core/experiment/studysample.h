#pragma once

#include "core/experiment/study.h"
#include "datasets/demogenerator.h"

namespace fairlead::test {

/// Full feedback of the demo's generator, with prompts and no embeddings.
inline StudyTable demoTable(const std::string &name, std::size_t queries, std::uint64_t seed = 1)
{
    const DemoData data = generateDemo({queries, seed, 1, 0.1});
    StudyTable table;
    table.name = name;
    table.dataHash = name + std::to_string(seed);
    table.models = data.models;
    table.truth = data.outcomes;
    for (const Query &query : data.queries) {
        table.prompts.push_back(query.prompt);
        table.groups.emplace_back();
    }
    return table;
}

/// The same with embeddings that say which model answers well.
inline StudyTable embeddedTable(const std::string &name, std::size_t queries, std::uint64_t seed = 1)
{
    StudyTable table = demoTable(name, queries, seed);
    Random random(seed);
    table.embeddings = MatrixF(queries, 4);
    for (std::size_t i = 0; i < queries; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            const double signal = table.truth.quality(i, j % table.models.size());
            table.embeddings(i, j) = static_cast<float>(signal + random.normal());
        }
    }
    return table;
}

} // namespace fairlead::test
