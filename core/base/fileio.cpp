#include "core/base/fileio.h"

#include <cstring>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace fs = std::filesystem;

namespace fairlead {

Result<void> requireReadableFile(const fs::path &path, std::string_view purpose)
{
    const std::string subject = std::string(purpose) + " '" + path.string() + "': ";
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    if (!fs::exists(status))
        return makeError(ErrorCode::NotFound, subject + "there is no such file. Check the path.");
    if (fs::is_directory(status))
        return makeError(ErrorCode::BadInput, subject + "it is a folder. Name a file inside it.");
    if (!fs::is_regular_file(status))
        return makeError(ErrorCode::BadInput, subject + "it is not a regular file.");
    if (::access(path.c_str(), R_OK) != 0)
        return makeError(ErrorCode::Io, subject + "you may not read it. Check its permissions.");
    if (fs::file_size(path, ignored) == 0)
        return makeError(ErrorCode::BadInput, subject + "the file is empty. Export it again, or name another file.");
    return {};
}

Result<std::string> readFile(const fs::path &path, std::string_view purpose)
{
    if (auto readable = requireReadableFile(path, purpose); !readable)
        return readable.error();
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (!in || !bytes)
        return makeError(ErrorCode::Io, std::string(purpose) + " '" + path.string() + "': reading failed (" +
                                            std::strerror(errno) + ").");
    return std::move(bytes).str();
}

Result<void> requireSafeOutput(const fs::path &output, std::initializer_list<fs::path> inputs)
{
    const std::string subject = "Could not write '" + output.string() + "': ";
    std::error_code ignored;
    for (const fs::path &input : inputs) {
        // What is not there yet, such as a workspace to be made, is told by its path.
        const bool isSame = fs::equivalent(output, input, ignored) ||
                            fs::weakly_canonical(output, ignored) == fs::weakly_canonical(input, ignored);
        if (!input.empty() && !output.empty() && isSame)
            return makeError(ErrorCode::BadInput, subject + "it is a file that is being read. Name another file.");
    }
    constexpr std::string_view kDatabaseHeader = "SQLite format 3";
    std::string head(kDatabaseHeader.size(), ' ');
    if (fs::is_regular_file(output, ignored) &&
        std::ifstream(output, std::ios::binary).read(head.data(), static_cast<std::streamsize>(head.size())) &&
        head == kDatabaseHeader)
        return makeError(ErrorCode::BadInput, subject + "there is a workspace or another database. Name another file.");
    return {};
}

Result<void> writeFileAtomically(const fs::path &path, const std::function<Result<void>(std::ostream &)> &write)
{
    const std::string subject = "Could not write '" + path.string() + "': ";
    if (fs::is_directory(path))
        return makeError(ErrorCode::BadInput, subject + "it is a folder. Name a file inside it.");
    std::error_code unknown;
    if (fs::exists(path, unknown) && !fs::is_regular_file(path, unknown))
        return makeError(ErrorCode::BadInput,
                         subject + "it is no regular file, and would be replaced by one. Name another file.");
    // A link keeps pointing where it does: the file behind it is replaced.
    const fs::path target = fs::is_symlink(path, unknown) ? fs::weakly_canonical(path) : path;
    const fs::path temporary = target.string() + ".part" + std::to_string(::getpid());
    auto fail = [&](Error error) -> Result<void> {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        return error;
    };
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    if (!out)
        return makeError(ErrorCode::Io,
                         subject + std::strerror(errno) + ". Check that the folder exists and is writable.");
    if (auto written = write(out); !written)
        return fail(written.error());
    out.close();
    if (!out)
        return fail(makeError(ErrorCode::Io, subject + "the disk may be full."));
    std::error_code error;
    fs::rename(temporary, target, error);
    if (error)
        return fail(makeError(ErrorCode::Io, subject + error.message() + "."));
    return {};
}

Result<void> writeFileAtomically(const fs::path &path, std::string_view bytes)
{
    return writeFileAtomically(path, [&](std::ostream &out) -> Result<void> {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return {};
    });
}

} // namespace fairlead
