#include "core/ingest/jsonlinesreader.h"

#include "core/ingest/linesource.h"
#include "core/ingest/text.h"

#include <simdjson.h>

#include <charconv>
#include <unordered_set>

namespace dom = simdjson::dom;

namespace fairlead {

namespace {

constexpr std::size_t kSampledBytes = std::size_t{16} * 1024 * 1024;
constexpr std::size_t kMaxPaths = 2000;
constexpr int kMaxDepth = 8;

/// The paths of an object's leaves, in the order first seen. Of an array of objects only the first is entered.
class PathCollector
{
public:
    void add(dom::object object, const std::string &prefix = {}, int depth = 0)
    {
        for (const auto field : object)
            addValue(field.value, prefix + std::string(field.key), depth);
    }
    std::vector<std::string> take() { return std::move(m_paths); }

private:
    void addValue(dom::element value, const std::string &path, int depth)
    {
        dom::object object;
        dom::array array;
        if (depth < kMaxDepth && value.get(object) == simdjson::SUCCESS && object.size() > 0)
            return add(object, path + ".", depth + 1);
        if (depth < kMaxDepth && value.get(array) == simdjson::SUCCESS && array.at(0).get(object) == simdjson::SUCCESS)
            return add(object, path + ".0.", depth + 1);
        if (m_paths.size() < kMaxPaths && m_known.insert(path).second)
            m_paths.push_back(path);
    }

    std::vector<std::string> m_paths;
    std::unordered_set<std::string> m_known;
};

simdjson::simdjson_result<dom::element> child(dom::element parent, std::string_view key)
{
    dom::object object;
    if (parent.get(object) == simdjson::SUCCESS)
        return object.at_key(key);
    dom::array array;
    std::size_t index = 0;
    const auto [stopped, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    if (parent.get(array) == simdjson::SUCCESS && error == std::errc() && stopped == key.data() + key.size())
        return array.at(index);
    return simdjson::NO_SUCH_FIELD;
}

/// Keys may hold dots themselves ("gpt-3.5__cost"), so the longest key that is there wins.
simdjson::simdjson_result<dom::element> find(dom::element parent, std::string_view path)
{
    auto whole = child(parent, path);
    if (whole.error() == simdjson::SUCCESS)
        return whole;
    for (std::size_t dot = path.rfind('.'); dot != std::string_view::npos && dot > 0; dot = path.rfind('.', dot - 1)) {
        dom::element next;
        if (child(parent, path.substr(0, dot)).get(next) != simdjson::SUCCESS)
            continue;
        auto found = find(next, path.substr(dot + 1));
        if (found.error() == simdjson::SUCCESS)
            return found;
    }
    return simdjson::NO_SUCH_FIELD;
}

void assignNumber(std::string &text, auto number)
{
    char digits[40];
    const auto written = std::to_chars(digits, digits + sizeof digits, number);
    text.assign(digits, written.ptr);
}

void assignText(std::string &text, dom::element value)
{
    switch (value.type()) {
    case dom::element_type::STRING:
        text.assign(value.get_string().value());
        break;
    case dom::element_type::DOUBLE:
        assignNumber(text, value.get_double().value());
        break;
    case dom::element_type::INT64:
        assignNumber(text, value.get_int64().value());
        break;
    case dom::element_type::UINT64:
        assignNumber(text, value.get_uint64().value());
        break;
    case dom::element_type::BOOL:
        text = value.get_bool().value() ? "true" : "false";
        break;
    case dom::element_type::NULL_VALUE:
        text.clear();
        break;
    default:
        text = simdjson::minify(value);
    }
}

} // namespace

struct JsonLinesReader::Impl
{
    LineSource lines;
    dom::parser parser;
    std::vector<std::string> columns;
    std::vector<std::string> selected;
    Record record;

    explicit Impl(LineSource from)
        : lines(std::move(from))
    {}

    [[nodiscard]] Result<void> collectColumns();
    void readLine();
    void fail(RowProblem problem, std::string message);
};

Result<void> JsonLinesReader::Impl::collectColumns()
{
    PathCollector paths;
    for (std::size_t i = 0; i < kSampledRecords && lines.source().bytesRead() < kSampledBytes; ++i) {
        auto more = lines.next();
        if (!more)
            return more.error();
        if (!*more)
            break;
        dom::object object;
        if (parser.parse(lines.text()).get(object) == simdjson::SUCCESS)
            paths.add(object);
    }
    columns = paths.take();
    if (columns.empty())
        return makeError(ErrorCode::BadInput,
                         lines.source().subject() +
                             "none of its lines holds a JSON object with fields. Write one object a "
                             "line (JSON Lines); the file may also be cut.");
    return lines.rewind();
}

void JsonLinesReader::Impl::fail(RowProblem problem, std::string message)
{
    record.readable = false;
    record.cutOff = !record.terminated;
    record.problem = problem;
    record.message = std::move(message);
}

void JsonLinesReader::Impl::readLine()
{
    record.line = lines.number();
    record.terminated = lines.terminated();
    record.readable = true;
    record.cutOff = false;
    dom::element root;
    const simdjson::error_code error = parser.parse(lines.text()).get(root);
    if (error == simdjson::UTF8_ERROR)
        return fail(RowProblem::BadUtf8, "is not UTF-8 text");
    if (error != simdjson::SUCCESS)
        return fail(RowProblem::BadJson, std::string("is no valid JSON: ") + simdjson::error_message(error));
    if (!root.is_object())
        return fail(RowProblem::BadJson, "is no JSON object");
    for (std::size_t slot = 0; slot < selected.size(); ++slot) {
        dom::element value;
        if (find(root, selected[slot]).get(value) == simdjson::SUCCESS)
            assignText(record.fields[slot], value);
        else
            record.fields[slot].clear();
    }
}

JsonLinesReader::JsonLinesReader(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{}
JsonLinesReader::~JsonLinesReader() = default;

Result<std::unique_ptr<RecordReader>> JsonLinesReader::open(ByteSource source)
{
    auto impl = std::make_unique<Impl>(LineSource(std::move(source)));
    if (auto collected = impl->collectColumns(); !collected)
        return collected.error();
    return std::unique_ptr<RecordReader>(new JsonLinesReader(std::move(impl)));
}

const std::vector<std::string> &JsonLinesReader::columns() const
{
    return m_impl->columns;
}

void JsonLinesReader::select(std::span<const std::string> columns)
{
    m_impl->selected.assign(columns.begin(), columns.end());
    m_impl->record.fields.resize(columns.size());
}

Result<const Record *> JsonLinesReader::next()
{
    auto more = m_impl->lines.next();
    if (!more)
        return more.error();
    if (!*more)
        return nullptr;
    m_impl->readLine();
    return &m_impl->record;
}

std::size_t JsonLinesReader::bytesRead() const
{
    return m_impl->lines.source().bytesRead();
}

std::size_t JsonLinesReader::bytesTotal() const
{
    return m_impl->lines.source().bytesTotal();
}

} // namespace fairlead
