#include "tests/bench/flopcounter.h"

#include "core/base/workcount.h"
#include "tests/bench/benchmark.h"

#include <ATen/record_function.h>
#include <torch/torch.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <optional>

namespace fairlead::bench {

namespace {

using Clock = std::chrono::steady_clock;

std::atomic<double> counted = 0;

/// Sizes of the argument, or nothing where it is no tensor.
std::vector<double> sizesOf(const at::RecordFunction &call, std::size_t argument)
{
    std::vector<double> sizes;
    if (argument < call.inputs().size() && call.inputs()[argument].isTensor()) {
        for (const std::int64_t size : call.inputs()[argument].toTensor().sizes())
            sizes.push_back(static_cast<double>(size));
    }
    return sizes;
}

/// a: [b] x m x k, b: [b] x k x n
double productFlops(const std::vector<double> &a, const std::vector<double> &b)
{
    if (a.size() < 2 || b.size() != a.size())
        return 0;
    double flops = 2 * b.back();
    for (const double size : a)
        flops *= size;
    return flops;
}

/// n x n, times `share` n^3
double cubicFlops(const std::vector<double> &a, double share)
{
    if (a.size() < 2)
        return 0;
    double matrices = 1;
    for (std::size_t i = 0; i + 2 < a.size(); ++i)
        matrices *= a[i];
    return matrices * share * a.back() * a.back() * a.back();
}

double flopsOf(const at::RecordFunction &call)
{
    const auto is = [&](const char *name) { return std::strcmp(call.name(), name) == 0; };
    if (is("aten::mm") || is("aten::bmm"))
        return productFlops(sizesOf(call, 0), sizesOf(call, 1));
    if (is("aten::addmm") || is("aten::baddbmm") || is("aten::addmm_") || is("aten::baddbmm_"))
        return productFlops(sizesOf(call, 1), sizesOf(call, 2));
    if (is("aten::linalg_cholesky_ex"))
        return cubicFlops(sizesOf(call, 0), 1.0 / 3);
    if (is("aten::cholesky_inverse"))
        return cubicFlops(sizesOf(call, 0), 2.0 / 3);
    if (is("aten::cholesky_solve")) {
        const auto b = sizesOf(call, 0);
        return b.size() < 2 ? 0 : 2 * b[b.size() - 2] * b[b.size() - 2] * b.back();
    }
    return 0;
}

/// Lives while a counted operator runs.
struct Counted : at::ObserverContext
{};

/// Counted operators that this thread is in: a batched product calls one a matrix, whose work is counted already.
thread_local int depth = 0;

std::unique_ptr<at::ObserverContext> count(const at::RecordFunction &call)
{
    const double flops = flopsOf(call);
    if (flops <= 0)
        return nullptr;
    for (double seen = counted; depth == 0 && !counted.compare_exchange_weak(seen, seen + flops);) {
    }
    ++depth;
    return std::make_unique<Counted>();
}

void leave(const at::RecordFunction &, at::ObserverContext *context)
{
    if (context != nullptr)
        --depth;
}

} // namespace

struct FlopCounter::Impl
{
    at::CallbackHandle handle = 0;
    std::vector<StageWork> stages;
    std::optional<std::size_t> current; ///< index into stages
    Clock::time_point begun = Clock::now();
    double before = 0; ///< counted at that time
    double ownBefore = 0;

    void leave()
    {
        if (current) {
            stages[*current].seconds += std::chrono::duration<double>(Clock::now() - begun).count();
            stages[*current].flops += counted - before;
            stages[*current].own += countedWork() - ownBefore;
            stages[*current].peakMb = std::max(stages[*current].peakMb, peakMemoryMb());
        }
        resetPeakMemory();
        begun = Clock::now();
        before = counted;
        ownBefore = countedWork();
    }
};

FlopCounter::FlopCounter()
    : m_impl(std::make_unique<Impl>())
{
    m_impl->handle = at::addGlobalCallback(
        at::RecordFunctionCallback(count, leave).needsInputs(true).scopes({at::RecordScope::FUNCTION}));
    m_impl->before = counted;
    m_impl->ownBefore = countedWork();
}

FlopCounter::~FlopCounter()
{
    at::removeCallback(m_impl->handle);
}

void FlopCounter::enter(const std::string &stage)
{
    if (m_impl->current && m_impl->stages[*m_impl->current].stage == stage)
        return;
    m_impl->leave();
    auto &stages = m_impl->stages;
    const auto known =
        std::find_if(stages.begin(), stages.end(), [&](const auto &each) { return each.stage == stage; });
    m_impl->current = static_cast<std::size_t>(known - stages.begin());
    if (known == stages.end())
        stages.push_back({stage, 0, 0, 0, 0});
}

std::vector<StageWork> FlopCounter::finish()
{
    m_impl->leave();
    m_impl->current.reset();
    return m_impl->stages;
}

} // namespace fairlead::bench
