#include "core/base/blas.h"

#include <dlfcn.h>
#include <filesystem>

namespace fairlead {

std::optional<std::string> slowBlasWarning()
{
    void *symbol = dlsym(RTLD_DEFAULT, "sgemm_");
    Dl_info info{};
    if (!symbol || !dladdr(symbol, &info) || !info.dli_fname)
        return std::nullopt; // linked into LibTorch itself (MKL): fast
    std::error_code error;
    const std::string library = std::filesystem::canonical(info.dli_fname, error).string();
    // Debian keeps each BLAS in a folder of its name; the reference one lives in ".../blas/".
    if (error || library.find("/blas/libblas") == std::string::npos)
        return std::nullopt;
    return "The reference BLAS is in use (" + library +
           "): training will be about forty times slower. Install OpenBLAS, for example with "
           "'apt install libopenblas0-pthread'.";
}

} // namespace fairlead
