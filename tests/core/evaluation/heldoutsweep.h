#pragma once

#include "core/base/random.h"
#include "core/evaluation/tablevalue.h"
#include "core/sweep/sweepindex.h"

#include <QtGlobal>

#include <optional>
#include <vector>

namespace fairlead::test {

/// Held-out rows of random outcomes, and routers over them whose scores are lines of random slopes.
struct HeldOutSweep
{
    HeldOutTables tables;
    std::vector<double> knots{0, 1, 2};

    HeldOutSweep(std::size_t rows, std::size_t models, std::uint64_t seed)
    {
        Random random(deriveSeed(seed, "held-out sweep"));
        tables.propensity = tables.predictedQuality = tables.predictedCost = MatrixD(rows, models);
        tables.clip = 0.05;
        for (std::size_t i = 0; i < rows; ++i) {
            tables.rows.push_back(static_cast<std::int64_t>(i));
            tables.clusters.push_back(static_cast<std::int32_t>(i));
            double sum = 0;
            for (std::size_t t = 0; t < models; ++t) {
                tables.predictedQuality(i, t) = random.normal();
                tables.predictedCost(i, t) = 0.5 + 0.3 * random.normal();
                sum += tables.propensity(i, t) = 0.02 + random.uniform();
            }
            for (std::size_t t = 0; t < models; ++t)
                tables.propensity(i, t) /= sum;
            const std::size_t served = random.pick(tables.propensity.row(i));
            tables.loggedModel.push_back(static_cast<std::int32_t>(served));
            tables.served.push_back(tables.propensity(i, served));
            tables.loggedQuality.push_back(tables.predictedQuality(i, served) + random.normal());
            tables.loggedCost.push_back(tables.predictedCost(i, served) + 0.2 * random.normal());
        }
        tables.quality = influenceValues(tables.predictedQuality, tables.loggedQuality, tables.loggedModel,
                                         tables.served, tables.clip);
        tables.cost =
            influenceValues(tables.predictedCost, tables.loggedCost, tables.loggedModel, tables.served, tables.clip);
    }

    /// @param withNoise standard errors weigh in what corrections were to be expected
    /// @param reference of paired differences to a fixed model
    [[nodiscard]] SweepIndex router(std::uint64_t seed, bool withNoise = false,
                                    std::optional<std::size_t> reference = {}) const
    {
        Random random(deriveSeed(seed, "router"));
        const std::size_t models = tables.quality.cols();
        MatrixD scores(tables.quality.rows(), knots.size() * models);
        for (std::size_t i = 0; i < scores.size(); ++i)
            scores.data()[i] = random.normal();
        SweepInput input;
        input.knots = knots;
        input.tieCosts.assign(models, 1);
        input.scores = &scores;
        input.drQuality = &tables.quality;
        input.drCost = &tables.cost;
        if (withNoise)
            input.noise = std::make_shared<const CorrectionNoise>(correctionNoise(tables));
        input.clusters = tables.clusters;
        input.referenceModel = reference;
        auto index = SweepIndex::build(input, {}, {});
        if (!index)
            qFatal("%s", index.error().message.c_str());
        return std::move(*index);
    }
};

} // namespace fairlead::test
