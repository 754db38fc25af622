#pragma once

#include "app/cli/verb.h"

#include <memory>

namespace fairlead::cli {

[[nodiscard]] std::unique_ptr<Verb> makeImportVerb();
[[nodiscard]] std::unique_ptr<Verb> makeSimulateVerb();
[[nodiscard]] std::unique_ptr<Verb> makeDatasetsVerb();
[[nodiscard]] std::unique_ptr<Verb> makeRoutersVerb();
[[nodiscard]] std::unique_ptr<Verb> makeTrustVerb();
[[nodiscard]] std::unique_ptr<Verb> makeTrainVerb();
[[nodiscard]] std::unique_ptr<Verb> makeEvaluateVerb();
[[nodiscard]] std::unique_ptr<Verb> makeSweepVerb();
[[nodiscard]] std::unique_ptr<Verb> makeExportVerb();
[[nodiscard]] std::unique_ptr<Verb> makeDecideVerb();
[[nodiscard]] std::unique_ptr<Verb> makeStudyVerb();
[[nodiscard]] std::unique_ptr<Verb> makeDemoVerb();

} // namespace fairlead::cli
