#pragma once

#include "core/export/routerexport.h"

#include <string>

namespace fairlead {

/// For core/export only. The bytes of a TorchScript file: forward(embedding[B,d], lam[B]) -> scores[B,m] and decide(),
/// with the card as extra file "card.json". Stochastic references and the oracle are Unsupported.
[[nodiscard]] Result<std::string> toTorchScript(const Router &router, const RouterCard &card);

} // namespace fairlead
