#pragma once

#include "core/export/routerexport.h"

#include <string_view>

namespace fairlead {

/// For core/export only. A TorchScript router, loaded on the CPU. TorchScript runs tensor operations only; what a file
/// from a stranger returns is checked for type, shape and finite values.
struct ImportedRouter::ScriptedRouter
{
    struct Impl;
    explicit ScriptedRouter(std::unique_ptr<Impl> implementation);
    ~ScriptedRouter();

    /// n x models
    [[nodiscard]] Result<MatrixD> scores(const MatrixF &embeddings, double lambda, std::size_t models) const;

    std::unique_ptr<Impl> impl;
};

/// @param source names the file in messages
[[nodiscard]] Result<ImportedRouter> fromTorchScript(std::string_view bytes, std::string_view source);

} // namespace fairlead
