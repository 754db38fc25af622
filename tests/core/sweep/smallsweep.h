#pragma once

#include "core/sweep/sweepindex.h"

#include <QtGlobal>

#include <memory>
#include <vector>

namespace fairlead::test {

/// Four queries, a dear and a cheap model over lambda 0..8: query i leaves the dear one at lambda 1, 2, 2 and 6.
/// The dear model costs 4 USD and the cheap one nothing; the second query is better off with the cheap one. Mean
/// cost 4, 3, 1 and 0, mean quality 0.8, 0.775, 0.825 and 0.75.
struct SmallSweep
{
    std::vector<double> leaves{1, 2, 2, 6};
    MatrixD scores = MatrixD(4, 4);
    MatrixD quality = MatrixD(4, 2);
    MatrixD cost = MatrixD(4, 2);

    SmallSweep()
    {
        const std::vector<double> dear{0.9, 0.5, 0.9, 0.9};
        const std::vector<double> cheap{0.8, 0.9, 0.7, 0.6};
        for (std::size_t i = 0; i < 4; ++i) {
            scores(i, 0) = leaves[i]; // less lambda: 0 where it leaves
            scores(i, 1) = 0;
            scores(i, 2) = leaves[i] - 8;
            scores(i, 3) = 0;
            quality(i, 0) = dear[i];
            quality(i, 1) = cheap[i];
            cost(i, 0) = 4;
            cost(i, 1) = 0;
        }
    }
    [[nodiscard]] std::shared_ptr<const SweepIndex> index() const
    {
        SweepInput input;
        input.knots = {0, 8};
        input.tieCosts = {4, 0};
        input.scores = &scores;
        input.drQuality = &quality;
        input.drCost = &cost;
        auto built = SweepIndex::build(input, {}, {});
        if (!built)
            qFatal("%s", built.error().message.c_str());
        return std::make_shared<const SweepIndex>(std::move(*built));
    }
};

} // namespace fairlead::test
