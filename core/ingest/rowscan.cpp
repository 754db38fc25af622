#include "core/ingest/rowscan.h"

#include "core/base/format.h"

#include <algorithm>

namespace fairlead {

namespace {

constexpr std::size_t kRowsBetweenReports = 256;
constexpr double kBytesPerMegabyte = 1e6;

std::string lineText(std::size_t line)
{
    return "line " + formatCount(static_cast<double>(line));
}

/// One scan: counts, keeps the warnings, and knows the most common problem.
class Scan
{
public:
    Scan(RecordReader &reader, RowParser &parser, const ScanContext &context, const RowVisitor &visit)
        : m_reader(reader)
        , m_parser(parser)
        , m_context(context)
        , m_visit(visit)
    {}

    Result<ScanCounts> run()
    {
        for (;;) {
            if (m_context.stop.stop_requested())
                return makeError(ErrorCode::Cancelled, m_context.subject + "stopped; nothing was changed.");
            if (m_counts.rowsRead % kRowsBetweenReports == 0)
                reportProgress();
            auto record = m_reader.next();
            if (!record)
                return record.error();
            if (!*record)
                break;
            if (auto taken = take(**record); !taken)
                return taken.error();
        }
        reportProgress();
        if (m_counts.rowsKept == 0)
            return nothingKept();
        return std::move(m_counts);
    }

private:
    Result<void> take(const Record &record)
    {
        const std::size_t index = m_counts.rowsRead++;
        if (auto problem = m_parser.parse(record, m_row)) {
            if (isCut(record, *problem))
                return cutError(record, *problem);
            ++m_counts.rowsRejected;
            ++m_byProblem[static_cast<std::size_t>(problem->problem)];
            warn(std::move(*problem));
            return {};
        }
        ++m_counts.rowsKept;
        if (m_row.remark)
            warn(*std::move(m_row.remark));
        if (!record.terminated)
            warn({RowProblem::NoFinalNewline,
                  record.line,
                  {},
                  "no line end follows: the file may have been cut here",
                  false});
        return m_visit(m_row, index);
    }

    /// Damage at the very end of a file without a last line end is not the row's fault.
    [[nodiscard]] bool isCut(const Record &record, const ImportWarning &problem) const
    {
        if (record.terminated)
            return false;
        const bool damaged = problem.problem == RowProblem::MissingField || problem.problem == RowProblem::BadNumber ||
                             problem.problem == RowProblem::BadUtf8 || problem.problem == RowProblem::BadEmbedding ||
                             problem.problem == RowProblem::BadCandidates;
        return record.cutOff || (damaged && !m_reader.isNested() && problem.field == m_reader.columns().back());
    }

    [[nodiscard]] Error cutError(const Record &record, const ImportWarning &problem) const
    {
        return makeError(ErrorCode::BadInput, m_context.subject +
                                                  "the file is cut off in the middle: its last record (" +
                                                  lineText(record.line) + ") " + problem.message +
                                                  " and no line end follows. Get the whole file and try again.");
    }

    [[nodiscard]] Error nothingKept() const
    {
        if (m_counts.rowsRead == 0)
            return makeError(ErrorCode::BadInput,
                             m_context.subject + "it has a header but no rows. Give a file with at least one row.");
        const auto most = std::max_element(m_byProblem.begin(), m_byProblem.end());
        const auto problem = static_cast<RowProblem>(most - m_byProblem.begin());
        const auto example = std::find_if(m_counts.warnings.begin(), m_counts.warnings.end(),
                                          [&](const ImportWarning &warning) { return warning.problem == problem; });
        std::string cause = "none of its " + formatCount(static_cast<double>(m_counts.rowsRead)) +
                            " rows can be used; the most common problem, in " +
                            formatCount(static_cast<double>(*most)) + " of them, is " +
                            std::string(rowProblemKey(problem));
        if (example != m_counts.warnings.end())
            cause += " (" + lineText(example->line) + (example->field.empty() ? "" : ", " + example->field) + ": " +
                     example->message + ")";
        return makeError(ErrorCode::BadInput, m_context.subject + cause + ". Correct the rows, or map other columns.");
    }

    void warn(ImportWarning warning)
    {
        if (m_counts.warningCount++ < ImportReport::kMaxWarnings)
            m_counts.warnings.push_back(std::move(warning));
    }

    void reportProgress() const
    {
        m_context.report({m_context.stage, static_cast<double>(m_reader.bytesRead()) / kBytesPerMegabyte,
                          static_cast<double>(m_reader.bytesTotal()) / kBytesPerMegabyte, "MB"});
    }

    RecordReader &m_reader;
    RowParser &m_parser;
    const ScanContext &m_context;
    const RowVisitor &m_visit;
    ParsedRow m_row;
    ScanCounts m_counts;
    std::array<std::size_t, static_cast<std::size_t>(RowProblem::NoFinalNewline) + 1> m_byProblem{};
};

} // namespace

Result<ScanCounts> scanRows(RecordReader &reader, RowParser &parser, const ScanContext &context,
                            const RowVisitor &visit)
{
    reader.select(parser.columns());
    return Scan(reader, parser, context, visit).run();
}

std::string_view rowProblemKey(RowProblem problem)
{
    switch (problem) {
    case RowProblem::RaggedRow:
        return "ragged-row";
    case RowProblem::MissingField:
        return "missing-field";
    case RowProblem::BadNumber:
        return "bad-number";
    case RowProblem::NotFinite:
        return "not-finite";
    case RowProblem::NegativeCost:
        return "negative-cost";
    case RowProblem::BadPropensity:
        return "bad-propensity";
    case RowProblem::DuplicateId:
        return "duplicate-id";
    case RowProblem::BadUtf8:
        return "bad-utf8";
    case RowProblem::BadJson:
        return "bad-json";
    case RowProblem::BadCandidates:
        return "bad-candidates";
    case RowProblem::BadEmbedding:
        return "bad-embedding";
    case RowProblem::BadTime:
        return "bad-time";
    case RowProblem::NoFinalNewline:
        return "no-final-newline";
    }
    return "";
}

} // namespace fairlead
