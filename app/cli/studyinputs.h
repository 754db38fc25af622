#pragma once

#include "app/cli/console.h"
#include "core/base/result.h"
#include "core/experiment/studytable.h"

#include <optional>
#include <string>
#include <vector>

namespace fairlead::cli {

/// Seeds "1:5", "3" or "1:3,7"; distinct, in the order given.
[[nodiscard]] Result<std::vector<std::uint64_t>> parseSeeds(const std::string &text);
/// Finite numbers set apart by commas; distinct.
[[nodiscard]] Result<std::vector<double>> parseNumbers(const std::string &text);

/// Which embedding file belongs to which table; empty: none.
struct EmbeddingMatch
{
    std::vector<std::string> files; ///< beside the tables
    std::vector<std::string> notes; ///< what was matched by row count
};

/// Values of --embeddings, each a comma list of FILE, NAME=FILE (NAME: a data file's stem) or none, -, nothing.
/// As many values as tables go to them in order. Fewer are matched by row count, where exactly one table fits each.
/// @param data paths of the tables
[[nodiscard]] Result<EmbeddingMatch> matchEmbeddings(const std::vector<std::string> &data,
                                                     const std::vector<std::string> &embeddings, Console &console);

/// All tables of the command line: files as an import reads them, or workspaces (all of their full feedback, or one
/// dataset after a colon). Names are made distinct.
[[nodiscard]] Result<std::vector<StudyTable>>
readStudyTables(const std::vector<std::string> &data, const std::vector<std::string> &embeddings, Console &console);

} // namespace fairlead::cli
