#include "core/ingest/rowsahead.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

namespace fairlead {

namespace {

constexpr std::size_t kBatchRows = 512;
constexpr std::size_t kBatches = 6;

/// Rows on their way; their strings are used again and again.
struct Batch
{
    std::vector<ParsedRow> rows;
    std::vector<std::size_t> records;
    std::size_t size = 0;

    void add(const ParsedRow &row, std::size_t record)
    {
        if (size == rows.size()) {
            rows.push_back(row);
            records.push_back(record);
        } else {
            rows[size] = row;
            records[size] = record;
        }
        ++size;
    }
};

/// Between the thread that reads and the one that visits.
class Pipe
{
public:
    Pipe()
        : m_empty(kBatches)
    {}

    /// An empty batch; nothing once the visitor has left.
    std::optional<Batch> takeEmpty()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_isAbandoned || !m_empty.empty(); });
        if (m_isAbandoned)
            return std::nullopt;
        Batch batch = std::move(m_empty.back());
        m_empty.pop_back();
        batch.size = 0;
        return batch;
    }
    void push(Batch batch)
    {
        const std::scoped_lock lock(m_mutex);
        m_full.push_back(std::move(batch));
        m_changed.notify_all();
    }
    void finish()
    {
        const std::scoped_lock lock(m_mutex);
        m_isFinished = true;
        m_changed.notify_all();
    }

    /// The next batch in order; nothing after the last.
    std::optional<Batch> takeFull()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_isFinished || !m_full.empty(); });
        if (m_full.empty())
            return std::nullopt;
        Batch batch = std::move(m_full.front());
        m_full.pop_front();
        return batch;
    }
    void giveBack(Batch batch)
    {
        const std::scoped_lock lock(m_mutex);
        m_empty.push_back(std::move(batch));
        m_changed.notify_all();
    }
    void abandon()
    {
        const std::scoped_lock lock(m_mutex);
        m_isAbandoned = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Batch> m_empty;
    std::deque<Batch> m_full;
    bool m_isFinished = false;
    bool m_isAbandoned = false;
};

Result<ScanCounts> readInto(Pipe &pipe, RecordReader &reader, RowParser &parser, const ScanContext &context)
{
    std::optional<Batch> batch = pipe.takeEmpty();
    auto counts = scanRows(reader, parser, context, [&](const ParsedRow &row, std::size_t record) -> Result<void> {
        if (!batch) // the visitor has its own error to tell
            return makeError(ErrorCode::Cancelled, context.subject + "stopped; nothing was changed.");
        batch->add(row, record);
        if (batch->size == kBatchRows) {
            pipe.push(std::move(*batch));
            batch = pipe.takeEmpty();
        }
        return {};
    });
    if (batch && batch->size > 0)
        pipe.push(std::move(*batch));
    return counts;
}

Result<void> visitAll(Pipe &pipe, const RowVisitor &visit)
{
    while (auto batch = pipe.takeFull()) {
        for (std::size_t i = 0; i < batch->size; ++i)
            if (auto visited = visit(batch->rows[i], batch->records[i]); !visited)
                return visited;
        pipe.giveBack(std::move(*batch));
    }
    return {};
}

} // namespace

Result<ScanCounts> scanRowsAhead(RecordReader &reader, RowParser &parser, const ScanContext &context,
                                 const RowVisitor &visit)
{
    Pipe pipe;
    std::optional<Result<ScanCounts>> counts;
    std::exception_ptr fault;
    std::optional<Result<void>> visited;
    {
        const std::jthread reading([&] {
            try {
                counts = readInto(pipe, reader, parser, context);
            } catch (...) {
                fault = std::current_exception();
            }
            pipe.finish();
        });
        try {
            visited = visitAll(pipe, visit);
        } catch (...) {
            pipe.abandon();
            throw;
        }
        pipe.abandon();
    }
    if (!*visited)
        return visited->error();
    if (fault)
        std::rethrow_exception(fault);
    return std::move(*counts);
}

} // namespace fairlead
