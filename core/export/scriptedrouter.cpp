#include "core/export/scriptedrouter.h"

#include "core/base/tensorview.h"

#include <sstream>
#include <torch/csrc/jit/passes/tensorexpr_fuser.h>
#include <torch/script.h>

namespace fairlead {

namespace {

constexpr std::int64_t kBlockRows = 4096;

Error badScores(const std::string &detail = {})
{
    return makeError(ErrorCode::BadInput,
                     "The TorchScript router did not return one finite score per query and model. "
                     "Use a file exported by Fairlead.",
                     detail);
}

} // namespace

struct ImportedRouter::ScriptedRouter::Impl
{
    torch::jit::Module module;
};

ImportedRouter::ScriptedRouter::ScriptedRouter(std::unique_ptr<Impl> implementation)
    : impl(std::move(implementation))
{}

ImportedRouter::ScriptedRouter::~ScriptedRouter() = default;

Result<MatrixD> ImportedRouter::ScriptedRouter::scores(const MatrixF &embeddings, double lambda,
                                                       std::size_t models) const
{
    try {
        const c10::InferenceMode inference;
        torch::jit::Module module = impl->module;
        MatrixD out(embeddings.rows(), models);
        for (std::int64_t from = 0; from < std::int64_t(out.rows()); from += kBlockRows) {
            const std::int64_t rows = std::min(kBlockRows, std::int64_t(out.rows()) - from);
            const at::Tensor block = tensorView(embeddings).narrow(0, from, rows).clone();
            const at::Tensor scores = module.forward({block, torch::full({rows}, lambda, torch::kDouble)}).toTensor();
            if (scores.dim() != 2 || scores.size(0) != rows || scores.size(1) != std::int64_t(models) ||
                !scores.is_floating_point() || !scores.isfinite().all().item<bool>())
                return badScores();
            tensorView(out).narrow(0, from, rows).copy_(scores);
        }
        return out;
    } catch (const std::exception &fault) {
        return badScores(fault.what());
    }
}

Result<ImportedRouter> fromTorchScript(std::string_view bytes, std::string_view source)
{
    const std::string subject = "Could not open '" + std::string(source) + "': ";
    try {
        // Compiling kernels costs more than it saves here, and LibTorch 2.6 of Debian 13 does not come back from it.
        torch::jit::setTensorExprFuserEnabled(false);
        std::istringstream stream{std::string(bytes)};
        torch::jit::ExtraFilesMap extra{{"card.json", ""}};
        auto impl = std::make_unique<ImportedRouter::ScriptedRouter::Impl>();
        impl->module = torch::jit::load(stream, torch::kCPU, extra);
        impl->module.eval();
        if (extra["card.json"].empty())
            return makeError(ErrorCode::BadInput, subject + "it is a TorchScript file without a Fairlead card. "
                                                            "Use a router exported by Fairlead.");
        auto card = cardFromJson(extra["card.json"], source);
        if (!card)
            return card.error();
        ImportedRouter imported;
        imported.card = *std::move(card);
        imported.scripted = std::make_shared<ImportedRouter::ScriptedRouter>(std::move(impl));
        return imported;
    } catch (const std::exception &fault) {
        return makeError(ErrorCode::BadInput,
                         subject +
                             "it is not a whole TorchScript file. Export the router again, or copy the file again.",
                         fault.what());
    }
}

} // namespace fairlead
