#pragma once

#include "core/ingest/bytesource.h"
#include "core/ingest/recordreader.h"

#include <memory>

namespace fairlead {

/// JSON Lines: one object a line. Columns are field paths ("usage.prompt_tokens", "messages.0.content"); a key that
/// itself holds dots is found too. Numbers, strings and booleans become their text, null no value, and arrays and
/// objects their JSON. A line that cannot be read is a bad record, not an error.
class JsonLinesReader final : public RecordReader
{
public:
    /// Records read ahead to learn the paths.
    static constexpr std::size_t kSampledRecords = 1000;

    [[nodiscard]] static Result<std::unique_ptr<RecordReader>> open(ByteSource source);
    ~JsonLinesReader() override;

    [[nodiscard]] const std::vector<std::string> &columns() const override;
    void select(std::span<const std::string> columns) override;
    [[nodiscard]] Result<const Record *> next() override;
    [[nodiscard]] std::size_t bytesRead() const override;
    [[nodiscard]] std::size_t bytesTotal() const override;
    [[nodiscard]] bool isNested() const override { return true; }

private:
    struct Impl;
    explicit JsonLinesReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
