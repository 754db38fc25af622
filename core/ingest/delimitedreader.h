#pragma once

#include "core/ingest/bytesource.h"
#include "core/ingest/recordreader.h"

#include <memory>

namespace fairlead {

/// CSV after RFC 4180 with a header: quoted fields that hold separators, quotes and newlines; LF, CRLF or CR.
/// The separator (comma, tab, semicolon) is the one that the header line holds most. Blank lines are skipped.
/// A quote that stands where none may is an error of the file: past it, nothing says where rows begin.
class DelimitedReader final : public RecordReader
{
public:
    /// @param preferTab the file's name says tab-separated
    [[nodiscard]] static Result<std::unique_ptr<RecordReader>> open(ByteSource source, bool preferTab);
    ~DelimitedReader() override;

    [[nodiscard]] const std::vector<std::string> &columns() const override;
    void select(std::span<const std::string> columns) override;
    [[nodiscard]] Result<const Record *> next() override;
    [[nodiscard]] std::size_t bytesRead() const override;
    [[nodiscard]] std::size_t bytesTotal() const override;
    [[nodiscard]] bool isNested() const override { return false; }

private:
    struct Impl;
    explicit DelimitedReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
