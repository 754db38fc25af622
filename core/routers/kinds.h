#pragma once

#include "core/routers/correction.h"
#include "core/routers/routerbundle.h"

/// For core/routers only: how loadRouter reaches the kinds. Each lives in its own .cpp with its builder; each checks
/// everything it reads, so that a damaged or hostile bundle is an error.
namespace fairlead {

using LoadedRouter = Result<std::unique_ptr<Router>>;

[[nodiscard]] LoadedRouter loadPlugInRouter(const RouterHeader &header, const TensorBundle &bundle);
[[nodiscard]] LoadedRouter loadCorrectedRouter(const RouterHeader &header, const TensorBundle &bundle);
[[nodiscard]] LoadedRouter loadNetworkRouter(const RouterHeader &header, const TensorBundle &bundle);
[[nodiscard]] LoadedRouter loadCarrotRouter(const RouterHeader &header, const TensorBundle &bundle);
[[nodiscard]] LoadedRouter loadKnnRouter(const RouterHeader &header, const TensorBundle &bundle);
[[nodiscard]] LoadedRouter loadConstantRouter(const RouterHeader &header, const TensorBundle &bundle);
[[nodiscard]] LoadedRouter loadRandomRouter(const RouterHeader &header, const TensorBundle &bundle);
[[nodiscard]] LoadedRouter loadLoggingPolicyRouter(const RouterHeader &header, const TensorBundle &bundle);
[[nodiscard]] LoadedRouter loadOracleRouter(const RouterHeader &header, const TensorBundle &bundle);

/// Stored networks have d inputs and an output per knot and model, or one per model beside two knots.
[[nodiscard]] bool fitsNetworks(const RouterHeader &header, const CorrectionNetworks &networks, std::size_t d);

} // namespace fairlead
