#include "core/experiment/run.h"

#include "core/evaluation/tablevalue.h"
#include "core/experiment/scorestream.h"
#include "core/store/datasetrepository.h"

namespace fairlead {

double Run::seconds() const
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

MatrixF Run::heldOutEmbeddings() const
{
    return takeRows(data.embeddings, std::vector<std::size_t>(data.heldOutRows.begin(), data.heldOutRows.end()));
}

Result<Run> beginRun(RunData data, const TrainConfig &config)
{
    Run run;
    auto device = resolveDevice(config.device);
    if (!device)
        return device.error();
    run.device = *device;
    run.data = std::move(data);
    auto lambdaMax = config.lambdaMax ? Result<double>(*config.lambdaMax) : defaultLambdaMax(run.data);
    if (!lambdaMax)
        return lambdaMax.error();
    run.lambdaMax = *lambdaMax;
    run.tieCosts = meanLoggedCosts(run.data);
    auto features = standardize(run.data);
    if (!features)
        return features.error();
    run.features = std::move(*features);
    const std::vector<std::size_t> rows(run.data.heldOutRows.begin(), run.data.heldOutRows.end());
    run.heldOutAvailable = takeAvailable(run.data, rows);
    return run;
}

Result<Run> prepareRun(Workspace &workspace, DatasetId dataset, const TrainConfig &config, std::stop_token stop,
                       const ReportProgress &report)
{
    if (auto device = resolveDevice(config.device); !device)
        return device.error(); // before minutes of loading
    auto data = loadRunData(workspace, dataset, stop, report);
    if (!data)
        return data.error();
    auto run = beginRun(std::move(*data), config);
    if (!run)
        return run.error();
    auto tables = loadOrMakeHeldOutTables(workspace, run->data, run->features.z, config.evaluationClip, run->device,
                                          stop, report, config.nuisances.propensity.source);
    if (!tables)
        return tables.error();
    run->heldOut = std::move(*tables);
    if (config.method == Method::BestSingle || config.method == Method::Cheapest) {
        auto diagnosis = loadOrMakeDiagnosis(workspace, run->data, run->features.z, stop, report,
                                             config.nuisances.propensity.source);
        if (!diagnosis)
            return diagnosis.error();
        run->diagnosis = std::move(*diagnosis);
    }
    if (config.method == Method::FullFeedback) {
        const auto truth = DatasetRepository(workspace).truth(dataset);
        if (!truth)
            return truth.error();
        if (*truth) {
            const std::span<const std::size_t> rows(run->data.trainRows);
            run->trainTruth = FullOutcomes{takeRows((*truth)->quality, rows), takeRows((*truth)->cost, rows)};
        }
    }
    return run;
}

namespace {

/// @param input scores, knots and costs of ties
Result<SweepIndex> heldOutSweep(const Run &run, SweepInput input)
{
    if (run.heldOut.rows.empty())
        return makeError(ErrorCode::Unsupported, "This run has no held-out values to judge a router by.");
    input.drQuality = &run.heldOut.quality;
    input.drCost = &run.heldOut.cost;
    input.noise = std::make_shared<const CorrectionNoise>(correctionNoise(run.heldOut));
    input.clusters = run.heldOut.clusters;
    input.available = run.heldOutAvailable.empty() ? nullptr : &run.heldOutAvailable;
    return SweepIndex::build(input, {}, {});
}

} // namespace

Result<SweepIndex> heldOutSweep(const Run &run, const Router &router)
{
    SweepInput input;
    input.stream = streamScores(router, {&run.data.embeddings, nullptr, nullptr}, run.data.heldOutRows);
    input.knots = router.knots();
    input.tieCosts = router.tieCosts();
    return heldOutSweep(run, std::move(input));
}

Result<Estimate> heldOutUtility(const Run &run, std::span<const double> knots, const MatrixD &scores)
{
    SweepInput input;
    input.scores = &scores;
    input.knots.assign(knots.begin(), knots.end());
    input.tieCosts = run.tieCosts;
    auto index = heldOutSweep(run, std::move(input));
    if (!index)
        return index.error();
    return index->over(index->lambdaMin(), index->lambdaMax()).dr->utility;
}

} // namespace fairlead
