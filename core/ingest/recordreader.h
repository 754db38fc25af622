#pragma once

#include "core/base/result.h"
#include "core/ingest/import.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace fairlead {

/// One record of a file: the text of the selected columns, in the order selected. Empty text: no value.
struct Record
{
    std::size_t line = 0; ///< where it starts, from 1
    std::vector<std::string> fields;
    bool terminated = true; ///< a line end follows; false only for the last record
    bool readable = true;   ///< false: fields mean nothing, problem and message say why
    bool cutOff = false;    ///< ends in the middle: the file is cut
    RowProblem problem = RowProblem::RaggedRow;
    std::string message;
};

/// Reads records one by one in bounded memory. select() comes before next().
class RecordReader
{
public:
    virtual ~RecordReader() = default;

    /// Header names; in JSON Lines the field paths seen in the first records.
    [[nodiscard]] virtual const std::vector<std::string> &columns() const = 0;
    virtual void select(std::span<const std::string> columns) = 0;

    /// The next record, valid until the next call; nullptr at the end.
    /// An error means that the rest of the file cannot be understood.
    [[nodiscard]] virtual Result<const Record *> next() = 0;

    [[nodiscard]] virtual std::size_t bytesRead() const = 0;
    [[nodiscard]] virtual std::size_t bytesTotal() const = 0;
    /// True for JSON Lines: columns are field paths, and others than those seen may come.
    [[nodiscard]] virtual bool isNested() const = 0;
};

/// No field and no JSON line may be longer: a quote left open must not swallow a large file.
inline constexpr std::size_t kMaxFieldBytes = std::size_t{64} * 1024 * 1024;

/// The reader for a file, by its content and name.
/// @param purpose starts messages: "Could not import"
[[nodiscard]] Result<std::unique_ptr<RecordReader>> openRecords(const std::filesystem::path &path,
                                                                const std::string &purpose);

} // namespace fairlead
