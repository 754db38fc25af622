#include "core/ingest/import.h"

#include "core/ingest/survey.h"

namespace fairlead {

Result<ImportReport> previewImport(const ImportRequest &request, std::stop_token stop, const ReportProgress &report)
try {
    auto survey = surveyFile(request, {importSubject(request), "Checking rows", std::move(stop), throttled(report)});
    if (!survey)
        return survey.error();
    return std::move(survey->report);
} catch (const std::exception &error) {
    return importFault(request, error);
}

} // namespace fairlead
