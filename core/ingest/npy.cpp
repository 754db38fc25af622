#include "core/ingest/npy.h"

#include "core/base/fileio.h"
#include "core/base/format.h"
#include "core/ingest/fileformat.h"
#include "core/ingest/text.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

namespace fs = std::filesystem;

namespace fairlead {

namespace {

constexpr const char *kPurpose = "Could not read the embeddings";
constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxHeaderBytes = std::size_t{1024} * 1024;
constexpr std::size_t kBlockCells = std::size_t{64} * 1024;
constexpr std::uint64_t kMaxCells = std::uint64_t{1} << 40;

struct NpyHeader
{
    std::string dtype; ///< "<f4"
    bool fortranOrder = false;
    std::vector<std::uint64_t> shape;
};

/// The text behind 'KEY': in the header's Python dictionary.
std::optional<std::string_view> valueOf(std::string_view header, std::string_view key)
{
    const std::size_t at = header.find("'" + std::string(key) + "'");
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::size_t colon = header.find(':', at);
    if (colon == std::string_view::npos)
        return std::nullopt;
    const std::size_t first = header.find_first_not_of(' ', colon + 1);
    return header.substr(std::min(first, header.size()));
}

std::optional<std::vector<std::uint64_t>> parseShape(std::string_view text)
{
    const std::size_t end = text.find(')');
    if (!text.starts_with('(') || end == std::string_view::npos)
        return std::nullopt;
    std::vector<std::uint64_t> shape;
    std::string_view rest = text.substr(1, end - 1);
    while (!trimmed(rest).empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const ParsedNumber number = parseNumber(rest.substr(0, comma));
        if (number.state != NumberState::Ok || number.value < 0 || number.value > static_cast<double>(kMaxCells) ||
            number.value != std::floor(number.value))
            return std::nullopt;
        shape.push_back(static_cast<std::uint64_t>(number.value));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return shape;
}

std::optional<NpyHeader> parseHeader(std::string_view text)
{
    const auto dtype = valueOf(text, "descr");
    const auto order = valueOf(text, "fortran_order");
    const auto shapeText = valueOf(text, "shape");
    if (!dtype || !order || !shapeText)
        return std::nullopt;
    auto shape = parseShape(*shapeText);
    if (!shape)
        return std::nullopt;
    const std::size_t close = dtype->starts_with('\'') ? dtype->find('\'', 1) : std::string_view::npos;
    const std::string name(close == std::string_view::npos ? "structured" : dtype->substr(1, close - 1));
    return NpyHeader{name, order->starts_with("True"), std::move(*shape)};
}

std::optional<NpyHeader> readHeader(std::istream &in)
{
    unsigned char start[8] = {};
    if (!in.read(reinterpret_cast<char *>(start), sizeof start) ||
        std::memcmp(start, kMagic.data(), kMagic.size()) != 0)
        return std::nullopt;
    const unsigned version = start[6];
    if (version < 1 || version > 3)
        return std::nullopt;
    unsigned char sizeBytes[4] = {};
    if (!in.read(reinterpret_cast<char *>(sizeBytes), version == 1 ? 2 : 4))
        return std::nullopt;
    const std::size_t size = sizeBytes[0] | std::size_t{sizeBytes[1]} << 8 | std::size_t{sizeBytes[2]} << 16 |
                             std::size_t{sizeBytes[3]} << 24;
    if (size > kMaxHeaderBytes)
        return std::nullopt;
    std::string text(size, '\0');
    if (!in.read(text.data(), static_cast<std::streamsize>(size)))
        return std::nullopt;
    return parseHeader(text);
}

std::size_t cellSize(std::string_view dtype)
{
    return dtype == "<f2" ? 2 : dtype == "<f4" ? 4 : dtype == "<f8" ? 8 : 0;
}

float halfToFloat(std::uint16_t half)
{
    const int exponent = (half >> 10) & 0x1F;
    const int fraction = half & 0x3FF;
    float value = 0;
    if (exponent == 0x1F)
        value = fraction == 0 ? INFINITY : NAN;
    else if (exponent == 0)
        value = std::ldexp(static_cast<float>(fraction), -24);
    else
        value = std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
    return (half & 0x8000) != 0 ? -value : value;
}

float cellAt(const char *bytes, std::size_t size)
{
    if (size == 2)
        return halfToFloat(std::bit_cast<std::uint16_t>(std::array<char, 2>{bytes[0], bytes[1]}));
    if (size == 4) {
        float value = 0;
        std::memcpy(&value, bytes, sizeof value);
        return value;
    }
    double value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<float>(value);
}

std::string shapeText(const std::vector<std::uint64_t> &shape)
{
    std::string text;
    for (const std::uint64_t extent : shape)
        text += (text.empty() ? "" : " x ") + formatCount(static_cast<double>(extent));
    return text.empty() ? "a single number" : text;
}

/// Why this array cannot be a matrix of embeddings; empty when it can.
std::string unusable(const NpyHeader &header)
{
    if (header.dtype.starts_with("|O") || header.dtype == "structured")
        return "it holds Python objects, not numbers. Save a float32 matrix with numpy.save.";
    if (cellSize(header.dtype) == 0)
        return "its numbers are of type '" + header.dtype +
               "'. Save them as little-endian float16, float32 or float64 ('<f4').";
    if (header.shape.size() != 2)
        return "its shape is " + shapeText(header.shape) + ", a matrix has rows and columns. Save one row per query.";
    if (header.fortranOrder)
        return "it is in Fortran order. Save numpy.ascontiguousarray(embeddings).";
    if (header.shape[0] == 0 || header.shape[1] == 0)
        return "its matrix is empty (" + shapeText(header.shape) + ").";
    return {};
}

Error notFinite(const std::string &subject, std::size_t row, std::size_t column, float value)
{
    return makeError(ErrorCode::BadInput, subject + "row " + formatCount(static_cast<double>(row)) + ", column " +
                                              formatCount(static_cast<double>(column)) + " is " +
                                              (std::isnan(value) ? "NaN" : "infinite") + ". Give finite numbers only.");
}

Result<MatrixF> readCells(std::istream &in, const NpyHeader &header, const std::string &subject,
                          const std::stop_token &stop)
{
    MatrixF matrix(header.shape[0], header.shape[1]);
    const std::size_t size = cellSize(header.dtype);
    std::vector<char> block(std::min(kBlockCells, matrix.size()) * size);
    for (std::size_t done = 0; done < matrix.size();) {
        if (stop.stop_requested())
            return makeError(ErrorCode::Cancelled, subject + "stopped.");
        const std::size_t count = std::min(kBlockCells, matrix.size() - done);
        if (!in.read(block.data(), static_cast<std::streamsize>(count * size)))
            return makeError(ErrorCode::Io, subject + "reading failed. Try again.");
        for (std::size_t i = 0; i < count; ++i, ++done) {
            const float value = cellAt(block.data() + i * size, size);
            if (!std::isfinite(value))
                return notFinite(subject, done / matrix.cols() + 1, done % matrix.cols() + 1, value);
            matrix.data()[done] = value;
        }
    }
    return matrix;
}

} // namespace

Result<MatrixF> readNpy(const fs::path &path, const std::stop_token &stop)
try {
    if (auto readable = requireReadableFile(path, kPurpose); !readable)
        return readable.error();
    const std::string subject = errorSubject(kPurpose, path);
    std::ifstream in(path, std::ios::binary);
    const auto header = readHeader(in);
    if (!header)
        return makeError(ErrorCode::BadInput, subject + "it is not a whole NumPy .npy file. Save it with numpy.save.");
    if (const std::string why = unusable(*header); !why.empty())
        return makeError(ErrorCode::BadInput, subject + why);
    const std::uint64_t start = static_cast<std::uint64_t>(in.tellg());
    const std::uint64_t present = fs::file_size(path) - start;
    const std::uint64_t size = cellSize(header->dtype);
    if (header->shape[0] > kMaxCells / header->shape[1] || header->shape[0] * header->shape[1] * size > present)
        return makeError(ErrorCode::BadInput, subject + "the file is cut off: its header promises " +
                                                  shapeText(header->shape) + " numbers of " + std::to_string(size) +
                                                  " bytes, " + formatCount(static_cast<double>(present)) +
                                                  " bytes are there. Get the whole file and try again.");
    return readCells(in, *header, subject, stop);
} catch (const std::exception &error) {
    return makeError(ErrorCode::Io, errorSubject(kPurpose, path) + "reading failed (" + error.what() + ").",
                     error.what());
}

} // namespace fairlead
