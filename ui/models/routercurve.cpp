#include "ui/models/routercurve.h"

#include "core/store/routerrepository.h"

namespace fairlead {

QVector<EpochReport> curveFromJson(const std::string &json)
{
    RouterRecord record;
    record.curve = json;
    const auto curve = trainingCurve(record);
    return {curve.begin(), curve.end()};
}

} // namespace fairlead
