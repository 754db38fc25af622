#pragma once

#include "core/experiment/training.h"

#include <QVector>

#include <string>

namespace fairlead {

/// The epochs stored with a router (RouterRecord::curve); empty for methods without a network or an unreadable text.
[[nodiscard]] QVector<EpochReport> curveFromJson(const std::string &json);

} // namespace fairlead
