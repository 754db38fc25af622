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
};

/// Counts the floating-point operations that LibTorch carries out while it lives, from the shapes that its operators
/// are called with: products 2 m k n, Cholesky n^3 / 3, its inverse 2 n^3 / 3, solves 2 n^2 k. Element-wise work, trees
/// and sorting are not counted, so a rate says how much of the time is not spent in products. One at a time.
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
