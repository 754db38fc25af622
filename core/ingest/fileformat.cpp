#include "core/ingest/fileformat.h"

#include "core/base/fileio.h"
#include "core/ingest/text.h"

#include <array>
#include <fstream>
#include <string_view>

namespace fs = std::filesystem;
using namespace std::string_view_literals;

namespace fairlead {

namespace {

constexpr std::size_t kHeadBytes = 4096;

struct Magic
{
    std::string_view bytes;
    std::string_view kind;
    std::string_view advice;
};

constexpr std::string_view kUnpack = "Unpack it first.";
constexpr std::string_view kConvert = "Write its rows as CSV or JSON Lines first.";

constexpr std::array kMagics{
    Magic{"\x1F\x8B"sv, "gzip", kUnpack},
    Magic{"PK\x03\x04"sv, "zip, or an office document", kUnpack},
    Magic{"BZh"sv, "bzip2", kUnpack},
    Magic{"\xFD"
          "7zXZ\0"sv,
          "xz", kUnpack},
    Magic{"\x28\xB5\x2F\xFD"sv, "zstd", kUnpack},
    Magic{"PAR1"sv, "Parquet", kConvert},
    Magic{"ARROW1"sv, "Arrow", kConvert},
    Magic{"SQLite format 3\0"sv, "SQLite database", "A workspace is opened, not imported; a log is CSV or JSON Lines."},
    Magic{"\x93NUMPY"sv, "NumPy array", "Give it as the embeddings of a CSV or JSON Lines file."},
    Magic{"\x80\x04\x95"sv, "Python pickle", kConvert},
    Magic{"\x89HDF"sv, "HDF5", kConvert},
    Magic{"%PDF-"sv, "PDF", "Fairlead reads CSV, TSV and JSON Lines."},
    Magic{"\x7F"
          "ELF"sv,
          "program", "Fairlead reads CSV, TSV and JSON Lines."},
};

std::string readHead(const fs::path &path)
{
    std::string head(kHeadBytes, '\0');
    std::ifstream in(path, std::ios::binary);
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return head;
}

bool hasControlBytes(std::string_view head)
{
    for (const char c : head) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f')
            return true;
    }
    return false;
}

Result<void> refuseBinary(std::string_view head, const std::string &subject)
{
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF"))
        return makeError(ErrorCode::BadInput, subject + "it is UTF-16 text. Save it as UTF-8 and try again.");
    const bool binary = !isCleanText(head) && hasControlBytes(head);
    for (const Magic &magic : kMagics) {
        // Short magics are also letters that a CSV header may start with.
        if (head.starts_with(magic.bytes) && (binary || !isCleanText(magic.bytes) || magic.kind == "PDF"))
            return makeError(ErrorCode::BadInput, subject + "it looks like a binary file (" + std::string(magic.kind) +
                                                      "). " + std::string(magic.advice));
    }
    if (head.find('\0') != std::string_view::npos)
        return makeError(ErrorCode::BadInput, subject + "it looks like a binary file (it holds NUL bytes). "
                                                        "Fairlead reads CSV, TSV and JSON Lines.");
    return {};
}

} // namespace

std::string errorSubject(const std::string &purpose, const fs::path &path)
{
    return purpose + " '" + path.string() + "': ";
}

bool looksLikeNpy(const fs::path &path)
{
    return readHead(path).starts_with("\x93NUMPY");
}

Result<TextFormat> sniffTextFormat(const fs::path &path, const std::string &purpose)
{
    if (auto readable = requireReadableFile(path, purpose); !readable)
        return readable.error();
    const std::string subject = errorSubject(purpose, path);
    std::string head = readHead(path);
    if (auto text = refuseBinary(head, subject); !text)
        return text.error();
    if (head.starts_with("\xEF\xBB\xBF"))
        head.erase(0, 3);
    const std::string_view content = trimmed(head);
    if (content.empty() && fs::file_size(path) <= kHeadBytes)
        return makeError(ErrorCode::BadInput,
                         subject + "the file holds only blank lines. Export it again, or name another file.");

    const std::string extension = plainName(path.extension().string());
    const bool jsonName = extension == ".jsonl" || extension == ".ndjson" || extension == ".json";
    if (jsonName && content.starts_with('['))
        return makeError(ErrorCode::BadInput, subject + "it is one JSON array. Write one object a line (JSON Lines).");
    return jsonName || content.starts_with('{') ? TextFormat::JsonLines : TextFormat::Delimited;
}

} // namespace fairlead
