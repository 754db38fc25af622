#include "core/base/tensorbundle.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

namespace fairlead {

static_assert(std::endian::native == std::endian::little, "safetensors cells are little-endian and copied as they are");

namespace {

using nlohmann::json;

constexpr std::size_t kLengthBytes = sizeof(std::uint64_t);
constexpr std::uint64_t kMaxHeader = 100'000'000; // the official reader's limit
constexpr const char *kMetadataKey = "__metadata__";

std::size_t cellSize(const NamedTensor &tensor)
{
    return std::visit([](const auto &cells) { return sizeof(cells[0]); }, tensor.cells);
}

std::string_view cellBytes(const NamedTensor &tensor)
{
    return std::visit(
        [](const auto &cells) {
            return std::string_view(reinterpret_cast<const char *>(cells.data()), cells.size() * sizeof(cells[0]));
        },
        tensor.cells);
}

const char *dtypeOf(const NamedTensor &tensor)
{
    constexpr const char *kNames[] = {"F32", "F64", "I64"};
    return kNames[tensor.cells.index()];
}

/// Where one tensor's cells lie, as the header says; begin and end count from the end of the header.
struct Extent
{
    std::string name;
    std::string dtype;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// One safetensors file being read: what went wrong is phrased once, with the source's name.
class Reader
{
public:
    Reader(std::string_view bytes, std::string_view source)
        : m_bytes(bytes)
        , m_source(source)
    {}

    Result<TensorBundle> read()
    {
        const auto header = readHeader();
        if (!header)
            return header.error();
        TensorBundle bundle;
        std::vector<Extent> extents;
        for (const auto &[name, entry] : header->items()) {
            if (name == kMetadataKey) {
                if (auto read = readMetadata(entry, bundle); !read)
                    return read.error();
                continue;
            }
            auto extent = readExtent(name, entry);
            if (!extent)
                return extent.error();
            extents.push_back(*std::move(extent));
        }
        if (auto covered = checkCover(extents); !covered)
            return covered.error();
        for (Extent &extent : extents) {
            auto tensor = readTensor(extent);
            if (!tensor)
                return tensor.error();
            bundle.tensors.emplace(std::move(extent.name), *std::move(tensor));
        }
        return bundle;
    }

private:
    Error bad(const std::string &cause) const
    {
        return makeError(ErrorCode::BadInput, "Could not read '" + m_source + "': " + cause +
                                                  " The file is damaged or is no safetensors file.");
    }

    Result<json> readHeader()
    {
        if (m_bytes.size() < kLengthBytes)
            return bad("it is cut off before the header.");
        std::uint64_t length = 0;
        std::memcpy(&length, m_bytes.data(), kLengthBytes);
        if (length > kMaxHeader)
            return bad("its header claims " + std::to_string(length) + " bytes, more than the format allows.");
        if (length > m_bytes.size() - kLengthBytes)
            return bad("it is cut off inside the header.");
        const std::string_view text = m_bytes.substr(kLengthBytes, length);
        m_cells = m_bytes.substr(kLengthBytes + length);
        json header = json::parse(text, nullptr, false);
        if (header.is_discarded() || !header.is_object())
            return bad("its header is not a JSON object.");
        return header;
    }

    Result<void> readMetadata(const json &entry, TensorBundle &bundle) const
    {
        if (!entry.is_object())
            return bad("its metadata is not a JSON object.");
        for (const auto &[key, value] : entry.items()) {
            if (!value.is_string())
                return bad("its metadata field '" + key + "' is not text.");
            bundle.metadata.emplace(key, value.get<std::string>());
        }
        return {};
    }

    static std::optional<std::uint64_t> count(const json &value)
    {
        if (!value.is_number_unsigned())
            return std::nullopt;
        return value.get<std::uint64_t>();
    }

    Result<Extent> readExtent(const std::string &name, const json &entry) const
    {
        const auto fail = [&](const std::string &what) { return bad("the tensor '" + name + "' " + what); };
        if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") ||
            !entry.contains("data_offsets"))
            return fail("lacks its type, shape or place.");
        const json &dtype = entry["dtype"];
        const json &shape = entry["shape"];
        const json &offsets = entry["data_offsets"];
        if (!dtype.is_string() || !shape.is_array() || !offsets.is_array() || offsets.size() != 2)
            return fail("has a malformed type, shape or place.");
        Extent extent{name, dtype.get<std::string>(), {}, 0, 0};
        for (const json &value : shape) {
            const auto size = count(value);
            if (!size || *size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
                return fail("has a malformed shape.");
            extent.shape.push_back(static_cast<std::int64_t>(*size));
        }
        const auto begin = count(offsets[0]);
        const auto end = count(offsets[1]);
        if (!begin || !end || *begin > *end || *end > m_cells.size())
            return fail("lies outside the file.");
        extent.begin = *begin;
        extent.end = *end;
        return extent;
    }

    /// As the official reader: tensors follow each other without overlap or hole, to the end of the file.
    Result<void> checkCover(std::vector<Extent> &extents) const
    {
        std::sort(extents.begin(), extents.end(), [](const Extent &a, const Extent &b) {
            return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
        });
        std::uint64_t at = 0;
        for (const Extent &extent : extents) {
            if (extent.begin != at)
                return bad("the tensor '" + extent.name + "' overlaps another or leaves a hole.");
            at = extent.end;
        }
        if (at != m_cells.size())
            return bad("its tensors end at byte " + std::to_string(at) + ", its cells at byte " +
                       std::to_string(m_cells.size()) + ".");
        return {};
    }

    Result<NamedTensor> readTensor(const Extent &extent) const
    {
        if (extent.dtype == "F32")
            return readCells<float>(extent);
        if (extent.dtype == "F64")
            return readCells<double>(extent);
        if (extent.dtype == "I64")
            return readCells<std::int64_t>(extent);
        return makeError(ErrorCode::BadInput, "Could not read '" + m_source + "': the tensor '" + extent.name +
                                                  "' has the type '" + extent.dtype +
                                                  "'; Fairlead reads F32, F64 and I64. Save it as one of these.");
    }

    template <typename T>
    Result<NamedTensor> readCells(const Extent &extent) const
    {
        // Dimensions beside a zero hold no cells, but code may loop over them: they too must be sizes of this world.
        std::uint64_t cells = 1;
        bool isEmpty = false;
        for (const std::int64_t size : extent.shape) {
            isEmpty = isEmpty || size == 0;
            const auto factor = static_cast<std::uint64_t>(std::max<std::int64_t>(size, 1));
            if (cells > std::numeric_limits<std::int32_t>::max() * std::uint64_t{1024} / factor)
                return bad("the shape of the tensor '" + extent.name + "' is too large.");
            cells *= factor;
        }
        if (isEmpty)
            cells = 0;
        if (extent.end - extent.begin != cells * sizeof(T))
            return bad("the tensor '" + extent.name + "' holds " + std::to_string(extent.end - extent.begin) +
                       " bytes, but its shape needs " + std::to_string(cells * sizeof(T)) + ".");
        std::vector<T> values(cells);
        if (cells > 0)
            std::memcpy(values.data(), m_cells.data() + extent.begin, cells * sizeof(T));
        return NamedTensor{extent.shape, std::move(values)};
    }

    std::string_view m_bytes;
    std::string m_source;
    std::string_view m_cells;
};

} // namespace

std::string toSafetensors(const TensorBundle &bundle)
{
    std::vector<std::pair<const std::string *, const NamedTensor *>> order;
    for (const auto &[name, tensor] : bundle.tensors)
        order.emplace_back(&name, &tensor);
    // Wide cells first keeps every tensor aligned for readers that map the file.
    std::stable_sort(order.begin(), order.end(),
                     [](const auto &a, const auto &b) { return cellSize(*a.second) > cellSize(*b.second); });

    json header = json::object();
    if (!bundle.metadata.empty())
        header[kMetadataKey] = bundle.metadata;
    std::size_t offset = 0;
    for (const auto &[name, tensor] : order) {
        const std::size_t size = cellBytes(*tensor).size();
        header[*name] = {{"dtype", dtypeOf(*tensor)},
                         {"shape", tensor->shape},
                         {"data_offsets", json::array({offset, offset + size})}};
        offset += size;
    }
    std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' ');

    std::string bytes;
    bytes.reserve(kLengthBytes + text.size() + offset);
    const std::uint64_t length = text.size();
    bytes.append(reinterpret_cast<const char *>(&length), kLengthBytes);
    bytes += text;
    for (const auto &[name, tensor] : order)
        bytes += cellBytes(*tensor);
    return bytes;
}

Result<TensorBundle> fromSafetensors(std::string_view bytes, std::string_view source)
{
    try {
        return Reader(bytes, source).read();
    } catch (const std::exception &error) {
        return makeError(ErrorCode::BadInput,
                         "Could not read '" + std::string(source) +
                             "': it is damaged or too large for the memory here.",
                         error.what());
    }
}

} // namespace fairlead
