#include "core/ingest/delimitedreader.h"

#include "core/base/format.h"
#include "core/ingest/text.h"

#include <csv.h>

#include <algorithm>
#include <string_view>

namespace fairlead {

namespace {

constexpr std::size_t kNotSelected = static_cast<std::size_t>(-1);

std::string countOf(std::size_t n, const char *noun)
{
    return formatCount(static_cast<double>(n)) + " " + noun + (n == 1 ? "" : "s");
}

unsigned char sniffSeparator(std::string_view text, bool preferTab)
{
    std::size_t commas = 0;
    std::size_t tabs = 0;
    std::size_t semicolons = 0;
    bool quoted = false;
    for (const char c : text.substr(std::min(text.find_first_not_of("\r\n"), text.size()))) {
        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (c == '\n' || c == '\r')
            break;
        commas += c == ',';
        tabs += c == '\t';
        semicolons += c == ';';
    }
    if (tabs > 0 && (preferTab || tabs > std::max(commas, semicolons)))
        return CSV_TAB;
    return semicolons > commas ? ';' : CSV_COMMA;
}

} // namespace

/// libcsv calls back field by field for a whole block at once; complete records wait here until asked for.
struct DelimitedReader::Impl
{
    ByteSource source;
    csv_parser parser{};
    std::span<const char> block;
    bool parserReady = false;
    bool finished = false;

    std::vector<std::string> header;
    bool headerDone = false;
    std::vector<std::size_t> slotOf; ///< column -> index in Record::fields

    std::vector<Record> ready; ///< reused; [served, filled) wait, `filled` is being filled
    std::size_t served = 0;
    std::size_t filled = 0;
    std::size_t selectedCount = 0;
    std::size_t fieldIndex = 0;
    std::size_t line = 1;
    std::size_t recordLine = 1;
    bool afterReturn = false;

    explicit Impl(ByteSource from)
        : source(std::move(from))
    {}
    ~Impl()
    {
        if (parserReady)
            csv_free(&parser);
    }
    Impl(const Impl &) = delete;
    Impl &operator=(const Impl &) = delete;

    static void onField(void *text, std::size_t size, void *impl)
    {
        static_cast<Impl *>(impl)->addField({static_cast<const char *>(text), size});
    }
    static void onLineEnd(int terminator, void *impl) { static_cast<Impl *>(impl)->endLine(terminator); }

    void addField(std::string_view text);
    void endRecord(bool terminated);
    void endLine(int terminator);
    [[nodiscard]] Record &filling();
    [[nodiscard]] Error parseError();
    [[nodiscard]] Result<void> parse(std::span<const char> bytes);
    [[nodiscard]] Result<void> finish();
    [[nodiscard]] Result<void> readHeader(bool preferTab);
    [[nodiscard]] Result<void> refill();
};

Record &DelimitedReader::Impl::filling()
{
    if (filled == ready.size())
        ready.emplace_back().fields.resize(selectedCount);
    return ready[filled];
}

void DelimitedReader::Impl::addField(std::string_view text)
{
    afterReturn = false;
    if (fieldIndex == 0)
        recordLine = line;
    line += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (!headerDone)
        header.emplace_back(trimmed(text));
    else if (fieldIndex < slotOf.size() && slotOf[fieldIndex] != kNotSelected)
        filling().fields[slotOf[fieldIndex]].assign(text);
    ++fieldIndex;
}

void DelimitedReader::Impl::endRecord(bool terminated)
{
    const std::size_t found = std::exchange(fieldIndex, 0);
    if (!headerDone) {
        headerDone = true;
        return;
    }
    Record &record = filling();
    record.line = recordLine;
    record.terminated = terminated;
    record.readable = found == header.size();
    record.cutOff = !terminated && found < header.size();
    if (!record.readable) {
        record.problem = RowProblem::RaggedRow;
        record.message = "has " + countOf(found, "field") + ", the header has " + countOf(header.size(), "field");
    }
    ++filled;
}

void DelimitedReader::Impl::endLine(int terminator)
{
    if (fieldIndex > 0)
        endRecord(terminator >= 0);
    if (!(terminator == CSV_LF && afterReturn))
        ++line;
    afterReturn = terminator == CSV_CR;
}

Error DelimitedReader::Impl::parseError()
{
    const std::string where = "line " + formatCount(static_cast<double>(fieldIndex == 0 ? line : recordLine));
    if (csv_error(&parser) == CSV_EPARSE)
        return makeError(ErrorCode::BadInput, source.subject() + "the record at " + where +
                                                  " has a quote where none may stand. Fields with quotes "
                                                  "are written \"like \"\"this\"\"\".");
    return makeError(ErrorCode::BadInput, source.subject() + "reading stopped near " + where + ": " +
                                              csv_strerror(csv_error(&parser)) + ".");
}

Result<void> DelimitedReader::Impl::parse(std::span<const char> bytes)
{
    if (csv_parse(&parser, bytes.data(), bytes.size(), onField, onLineEnd, this) != bytes.size())
        return parseError();
    if (parser.entry_pos > kMaxFieldBytes)
        return makeError(ErrorCode::BadInput,
                         source.subject() + "a field near line " +
                             formatCount(static_cast<double>(fieldIndex == 0 ? line : recordLine)) +
                             " is longer than 64 MiB. A quote is probably not closed.");
    return {};
}

Result<void> DelimitedReader::Impl::finish()
{
    finished = true;
    const bool inQuotes = parser.quoted != 0;
    if (csv_fini(&parser, onField, onLineEnd, this) == 0)
        return {};
    if (!inQuotes)
        return parseError();
    return makeError(ErrorCode::BadInput, source.subject() + "the file is cut off in the middle: the record at line " +
                                              formatCount(static_cast<double>(fieldIndex == 0 ? line : recordLine)) +
                                              " opens a quote that is never closed. Get the whole file and try again.");
}

Result<void> DelimitedReader::Impl::readHeader(bool preferTab)
{
    auto first = source.next();
    if (!first)
        return first.error();
    block = *first;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return makeError(ErrorCode::Internal, source.subject() + "the CSV reader could not start.");
    parserReady = true;
    csv_set_delim(&parser, sniffSeparator({block.data(), block.size()}, preferTab));
    while (!headerDone && !finished) {
        if (block.empty()) {
            auto more = source.next();
            if (!more)
                return more.error();
            block = *more;
        }
        // Byte by byte: rows behind the header must not be met before columns are selected.
        auto parsed = block.empty() ? finish() : parse(block.first(1));
        if (!parsed)
            return parsed;
        block = block.subspan(block.empty() ? 0 : 1);
    }
    for (const std::string &name : header)
        if (!isCleanText(name))
            return makeError(ErrorCode::BadInput, source.subject() + "its header is not UTF-8 text. Save it as UTF-8.");
    return {};
}

Result<void> DelimitedReader::Impl::refill()
{
    if (filled > 0 && filled < ready.size())
        std::swap(ready[0], ready[filled]);
    served = filled = 0;
    while (filled == 0 && !finished) {
        if (block.empty()) {
            auto more = source.next();
            if (!more)
                return more.error();
            block = *more;
        }
        auto parsed = block.empty() ? finish() : parse(block);
        block = {};
        if (!parsed)
            return parsed;
    }
    return {};
}

DelimitedReader::DelimitedReader(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{}
DelimitedReader::~DelimitedReader() = default;

Result<std::unique_ptr<RecordReader>> DelimitedReader::open(ByteSource source, bool preferTab)
{
    auto impl = std::make_unique<Impl>(std::move(source));
    if (auto header = impl->readHeader(preferTab); !header)
        return header.error();
    return std::unique_ptr<RecordReader>(new DelimitedReader(std::move(impl)));
}

const std::vector<std::string> &DelimitedReader::columns() const
{
    return m_impl->header;
}

void DelimitedReader::select(std::span<const std::string> columns)
{
    m_impl->selectedCount = columns.size();
    m_impl->slotOf.assign(m_impl->header.size(), kNotSelected);
    for (std::size_t slot = 0; slot < columns.size(); ++slot) {
        const auto at = std::find(m_impl->header.begin(), m_impl->header.end(), columns[slot]);
        if (at != m_impl->header.end())
            m_impl->slotOf[static_cast<std::size_t>(at - m_impl->header.begin())] = slot;
    }
}

Result<const Record *> DelimitedReader::next()
{
    if (m_impl->served == m_impl->filled) {
        if (auto filled = m_impl->refill(); !filled)
            return filled.error();
    }
    if (m_impl->served == m_impl->filled)
        return nullptr;
    return &m_impl->ready[m_impl->served++];
}

std::size_t DelimitedReader::bytesRead() const
{
    return m_impl->source.bytesRead();
}

std::size_t DelimitedReader::bytesTotal() const
{
    return m_impl->source.bytesTotal();
}

} // namespace fairlead
