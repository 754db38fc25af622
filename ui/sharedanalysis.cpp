#include "ui/sharedanalysis.h"

#include "core/store/datasetrepository.h"

#include <map>
#include <mutex>
#include <string>

namespace fairlead {

namespace {

using Shared = std::shared_ptr<const RouterAnalysis>;

std::mutex &shelfMutex()
{
    static std::mutex mutex;
    return mutex;
}

/// Held by whoever shows them; here they are only found again.
std::map<std::string, std::weak_ptr<const RouterAnalysis>> &shelf()
{
    static std::map<std::string, std::weak_ptr<const RouterAnalysis>> known;
    return known;
}

/// Everything of a router that an analysis repeats.
Result<std::string> identity(Workspace &workspace, RouterId router)
{
    auto record = RouterRepository(workspace).byId(router);
    if (!record)
        return record.error();
    auto dataset = DatasetRepository(workspace).byId(record->dataset);
    if (!dataset)
        return dataset.error();
    std::string key = workspace.path().string();
    for (const std::string &part : {std::to_string(router.value), record->name, record->created, record->dataHash,
                                    dataset->name, dataset->dataHash})
        key += '\n' + part;
    return key;
}

Shared find(const std::string &key)
{
    const std::scoped_lock lock(shelfMutex());
    std::erase_if(shelf(), [](const auto &entry) { return entry.second.expired(); });
    const auto found = shelf().find(key);
    return found == shelf().end() ? nullptr : found->second.lock();
}

} // namespace

Result<Shared> sharedAnalysis(Workspace &workspace, RouterId router, std::stop_token stop, const ReportProgress &report)
{
    auto key = identity(workspace, router);
    if (!key)
        return key.error();
    if (Shared known = find(*key))
        return known;
    auto analysis = analyseRouter(workspace, router, std::move(stop), report);
    if (!analysis)
        return analysis.error();
    auto made = std::make_shared<const RouterAnalysis>(std::move(*analysis));
    const std::scoped_lock lock(shelfMutex());
    shelf()[*key] = made;
    return Shared(std::move(made));
}

} // namespace fairlead
