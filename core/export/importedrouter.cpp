#include "core/base/fileio.h"
#include "core/base/format.h"
#include "core/export/safetensorsfile.h"
#include "core/export/scriptedrouter.h"

#include <algorithm>

namespace fairlead {

Result<MatrixD> ImportedRouter::scores(const MatrixF &embeddings, double lambda) const
{
    if (card.embeddingDim > 0 && embeddings.cols() != card.embeddingDim)
        return makeError(ErrorCode::BadInput, "Router '" + card.name + "' reads embeddings of " +
                                                  formatCount(double(card.embeddingDim)) + " numbers, these have " +
                                                  formatCount(double(embeddings.cols())) +
                                                  ". Use the encoder it was trained with.");
    const Result<double> within = lambdaWithin(card.knots, lambda);
    if (!within)
        return within.error();
    if (scripted)
        return scripted->scores(embeddings, *within, card.models.size());
    QueryBatch queries;
    queries.embeddings = &embeddings;
    const auto knotScores = router->scores(queries);
    if (!knotScores)
        return knotScores.error();
    return scoresAt(*router, *knotScores, *within);
}

Result<ImportedRouter> openExportedRouter(const std::filesystem::path &file)
{
    const auto bytes = readFile(file, "Could not open");
    if (!bytes)
        return bytes.error();
    const bool isZip = bytes->starts_with("PK\x03\x04"); // what TorchScript files are
    return isZip ? fromTorchScript(*bytes, file.filename().string())
                 : fromSafetensorsFile(*bytes, file.filename().string());
}

} // namespace fairlead
