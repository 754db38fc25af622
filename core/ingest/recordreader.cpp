#include "core/ingest/recordreader.h"

#include "core/ingest/bytesource.h"
#include "core/ingest/delimitedreader.h"
#include "core/ingest/fileformat.h"
#include "core/ingest/jsonlinesreader.h"
#include "core/ingest/text.h"

namespace fairlead {

Result<std::unique_ptr<RecordReader>> openRecords(const std::filesystem::path &path, const std::string &purpose)
{
    auto format = sniffTextFormat(path, purpose);
    if (!format)
        return format.error();
    auto source = ByteSource::open(path, errorSubject(purpose, path));
    if (!source)
        return source.error();
    if (*format == TextFormat::JsonLines)
        return JsonLinesReader::open(std::move(*source));
    const std::string extension = plainName(path.extension().string());
    return DelimitedReader::open(std::move(*source), extension == ".tsv" || extension == ".tab");
}

} // namespace fairlead
