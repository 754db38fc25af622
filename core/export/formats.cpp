#include "core/export/routerexport.h"

namespace fairlead {

Result<ExportFormat> exportFormatFromKey(std::string_view key)
{
    if (key == "safetensors")
        return ExportFormat::Safetensors;
    if (key == "torchscript")
        return ExportFormat::TorchScript;
    return makeError(ErrorCode::BadConfig,
                     "Unknown export format '" + std::string(key) + "'. Use one of: safetensors, torchscript.");
}

} // namespace fairlead
