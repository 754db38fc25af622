#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <stop_token>

namespace fairlead {

/// Values (B) and gradients (B x P) of B independent functions, each at its own point.
struct BatchEvaluation
{
    at::Tensor value;
    at::Tensor gradient;
};

struct LbfgsOptions
{
    int iterations = 60;
    int history = 10;
    double gainTolerance = 1e-3; ///< stops when no function promises to fall by more in the next step
    double slack = 1e-13;        ///< relative rounding error of a value: such a rise is no rise
    double curvature = 1;        ///< a guess at the second derivative, for the first step
};

/// Limited-memory BFGS (Liu, Nocedal 1989) on B smooth convex functions at once: every evaluation serves all of them,
/// every function has its own memory and step length. For use inside .cpp files only.
/// @param start B x P, double
[[nodiscard]] at::Tensor minimiseBatch(const std::function<BatchEvaluation(const at::Tensor &)> &objective,
                                       at::Tensor start, const LbfgsOptions &options, const std::stop_token &stop);

} // namespace fairlead
