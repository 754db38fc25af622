#include "core/routers/kinds.h"

namespace fairlead {

Result<std::unique_ptr<Router>> loadRouter(const TensorBundle &bundle)
{
    const Result<RouterHeader> header = readHeader(bundle);
    if (!header)
        return header.error();
    switch (header->method) {
    case Method::RmInterval:
    case Method::RmSoftmax:
    case Method::RmClassification:
    case Method::FullFeedback:
        return isWithoutBase(bundle) ? loadNetworkRouter(*header, bundle) : loadCorrectedRouter(*header, bundle);
    case Method::PlugInNeural:
    case Method::IpwPolicy:
        return loadNetworkRouter(*header, bundle);
    case Method::Carrot:
        return loadCarrotRouter(*header, bundle);
    case Method::PlugIn:
    case Method::PlugInRidge:
        return loadPlugInRouter(*header, bundle);
    case Method::KnnPlugIn:
        return loadKnnRouter(*header, bundle);
    case Method::BestSingle:
    case Method::Cheapest:
        return loadConstantRouter(*header, bundle);
    case Method::Random:
        return loadRandomRouter(*header, bundle);
    case Method::LoggingPolicy:
        return loadLoggingPolicyRouter(*header, bundle);
    case Method::Oracle:
        return loadOracleRouter(*header, bundle);
    }
    return damagedRouter("its method is unknown");
}

} // namespace fairlead
