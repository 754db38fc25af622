#pragma once

#include "core/base/fileio.h"
#include "core/export/routerexport.h"
#include "core/export/safetensorsfile.h"
#include "core/export/torchscriptfile.h"
#include "tests/core/routers/samplerouters.h"
#include "tests/support/tempfolder.h"

#include <QtDebug>

namespace fairlead::test {

inline RouterCard sampleCard(const Router &router)
{
    RouterCard card;
    card.name = "sample";
    card.method = methodInfo(router.method()).key;
    card.models = {"large", "small", "small-2"};
    card.knots = router.knots();
    card.tieCosts = router.tieCosts();
    card.embeddingDim = kSampleDim;
    card.dataset = "log";
    card.dataHash = "0123456789abcdef";
    card.seed = 18446744073709551615ULL;
    card.config = R"({"method":"x"})";
    card.summary = R"({"quality":[0.5,0.01]})";
    card.version = "0.1.0";
    return card;
}

/// The bytes of an exported file; empty with a warning that says why where there is none.
inline std::string exportedBytes(const Router &router, ExportFormat format)
{
    const RouterCard card = sampleCard(router);
    if (format == ExportFormat::Safetensors)
        return toSafetensorsFile(router, card, {});
    auto bytes = toTorchScript(router, card);
    if (!bytes)
        qWarning("%s %s", bytes.error().message.c_str(), bytes.error().detail.c_str());
    return bytes ? *std::move(bytes) : std::string();
}

inline MatrixD scoresOf(const Router &router, const MatrixF &embeddings, double lambda)
{
    QueryBatch queries;
    queries.embeddings = &embeddings;
    const auto atKnots = router.scores(queries);
    return atKnots ? *scoresAt(router, *atKnots, lambda) : MatrixD();
}

/// At knots, between them and at both ends.
inline std::vector<double> sampleLambdas()
{
    return {0, 31, 62.5, 125, 199.9, 250};
}

} // namespace fairlead::test
