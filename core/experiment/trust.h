#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/causal/loggedpropensity.h"
#include "core/causal/remedies.h"
#include "core/causal/support.h"
#include "core/causal/supportfigures.h"
#include "core/store/dataset.h"
#include "core/store/workspace.h"

#include <stop_token>
#include <string>
#include <vector>

namespace fairlead {

/// The support diagnosis of a log (cross-fitted propensities on its training rows), with what it is drawn from and what
/// can be done about it.
struct TrustReport
{
    DatasetInfo dataset;
    std::vector<ModelInfo> models;
    SupportReport support;
    PropensityChoice propensity;
    SupportFigures figures; ///< without models where no router can be learned from the log
    std::vector<Remedy> remedies;

    [[nodiscard]] std::vector<std::string> modelNames() const;
};

/// Read from the workspace where it was made before, else made and kept. A log that no router can be learned from is
/// REFUSE with the reason; full feedback is an error.
[[nodiscard]] Result<TrustReport> diagnoseLog(Workspace &workspace, DatasetId dataset, std::stop_token stop,
                                              const ReportProgress &report,
                                              PropensitySource source = PropensitySource::Auto);

} // namespace fairlead
