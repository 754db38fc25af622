#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fairlead::bench {

/// What a stage of a run did.
struct StageWork
{
    std::string stage;
    double seconds = 0; ///< on the wall clock
    double flops = 0;   ///< of matrix products, factorisations and solves, in single or double precision
    double own = 0;     ///< of our own loops: trees
    double peakMb = 0;  ///< the most memory that the process held
};

/// Counts the floating-point operations that LibTorch carries out while it lives, from the shapes that its operators
/// are called with: products 2 m k n, Cholesky n^3 / 3, its inverse 2 n^3 / 3, solves 2 n^2 k. Trees count their own
/// (core/base/workcount.h): 2 a row and feature tried at a node, 16 a model and bin whose gain was worked out. Other
/// element-wise work and sorting are not counted, so a rate says how much of the time is not spent in these. One at a
/// time.
class FlopCounter
{
public:
    FlopCounter();
    ~FlopCounter();
    FlopCounter(const FlopCounter &) = delete;
    FlopCounter &operator=(const FlopCounter &) = delete;

    /// What follows is this stage's, until the next call.
    void enter(const std::string &stage);
    /// Ends the last stage. In the order in which stages were first entered.
    [[nodiscard]] std::vector<StageWork> finish();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead::bench
