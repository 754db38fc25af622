#pragma once

#include "core/base/random.h"
#include "core/evaluation/heldout.h"
#include "core/sweep/sweepindex.h"

#include <QtGlobal>

#include <vector>

namespace fairlead::test {

/// Held-out rows with influence values alone, and routers over them whose scores are lines of random slopes.
struct HeldOutSweep
{
    HeldOutTables tables;
    std::vector<double> knots{0, 1, 2};

    HeldOutSweep(std::size_t rows, std::size_t models, std::uint64_t seed)
    {
        Random random(deriveSeed(seed, "held-out sweep"));
        tables.quality = tables.cost = MatrixD(rows, models);
        for (std::size_t i = 0; i < rows; ++i) {
            tables.rows.push_back(static_cast<std::int64_t>(i));
            tables.clusters.push_back(static_cast<std::int32_t>(i));
            for (std::size_t t = 0; t < models; ++t) {
                tables.quality(i, t) = random.normal();
                tables.cost(i, t) = 0.5 + 0.3 * random.normal();
            }
        }
    }

    [[nodiscard]] SweepIndex router(std::uint64_t seed) const
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
        input.clusters = tables.clusters;
        auto index = SweepIndex::build(input, {}, {});
        if (!index)
            qFatal("%s", index.error().message.c_str());
        return std::move(*index);
    }
};

} // namespace fairlead::test
