#include "core/causal/lbfgs.h"

#include "core/causal/guard.h"

#include <deque>

namespace fairlead {

namespace {

constexpr double kSufficientDecrease = 1e-4; // of Armijo's rule; the customary value
constexpr int kStepTrials = 25;

at::Tensor dots(const at::Tensor &a, const at::Tensor &b)
{
    return (a * b).sum(1, /*keepdim=*/true);
}

/// The inverse Hessian's action from the last steps and gradient changes.
class Memory
{
public:
    Memory(std::int64_t batch, const LbfgsOptions &options)
        : m_history(static_cast<std::size_t>(options.history))
        , m_scale(at::full({batch, 1}, 1 / options.curvature, at::kDouble))
    {}

    void remember(const at::Tensor &step, const at::Tensor &change)
    {
        const at::Tensor curvature = dots(step, change);
        const at::Tensor usable = curvature > 1e-14 * at::sqrt(dots(step, step) * dots(change, change));
        m_scale = at::where(usable, curvature / dots(change, change), m_scale);
        m_pairs.push_back({step, change, at::where(usable, 1 / curvature, at::zeros_like(curvature))});
        if (m_pairs.size() > m_history)
            m_pairs.pop_front();
    }

    [[nodiscard]] at::Tensor direction(const at::Tensor &gradient) const
    {
        at::Tensor q = -gradient;
        std::vector<at::Tensor> alpha(m_pairs.size());
        for (std::size_t j = m_pairs.size(); j-- > 0;) {
            alpha[j] = m_pairs[j].rho * dots(m_pairs[j].step, q);
            q = q - alpha[j] * m_pairs[j].change;
        }
        q = q * m_scale;
        for (std::size_t j = 0; j < m_pairs.size(); ++j)
            q = q + (alpha[j] - m_pairs[j].rho * dots(m_pairs[j].change, q)) * m_pairs[j].step;
        return q;
    }

private:
    struct Pair
    {
        at::Tensor step;
        at::Tensor change;
        at::Tensor rho; ///< zero where the pair is unusable, which skips it for that function
    };
    std::size_t m_history;
    at::Tensor m_scale;
    std::deque<Pair> m_pairs;
};

} // namespace

at::Tensor minimiseBatch(const std::function<BatchEvaluation(const at::Tensor &)> &objective, at::Tensor start,
                         const LbfgsOptions &options, const std::stop_token &stop)
{
    at::Tensor point = std::move(start);
    BatchEvaluation here = objective(point);
    Memory memory(point.size(0), options);
    for (int iteration = 0; iteration < options.iterations; ++iteration) {
        throwIfStopped(stop);
        const at::Tensor direction = memory.direction(here.gradient);
        const at::Tensor slope = dots(direction, here.gradient).squeeze(1);
        if ((slope * -0.5).max().item<double>() <= options.gainTolerance)
            break;

        at::Tensor length = at::ones_like(slope);
        at::Tensor accepted;
        at::Tensor trial;
        BatchEvaluation there;
        for (int attempt = 0; attempt < kStepTrials; ++attempt) {
            trial = point + length.unsqueeze(1) * direction;
            there = objective(trial);
            accepted =
                there.value <= here.value + kSufficientDecrease * length * slope + options.slack * here.value.abs();
            if (accepted.all().item<bool>())
                break;
            // The parabola through value, slope and the failed value has its minimum here.
            const at::Tensor bend = there.value - here.value - length * slope;
            const at::Tensor shorter =
                (-0.5 * slope * length / bend).nan_to_num(0.5, 0.5, 0.5).clamp(0.1, 0.5) * length;
            length = at::where(accepted, length, shorter);
        }
        if (!accepted.any().item<bool>())
            break;
        if (!accepted.all().item<bool>()) {
            trial = at::where(accepted.unsqueeze(1), trial, point);
            there = objective(trial);
        }
        memory.remember(trial - point, there.gradient - here.gradient);
        point = trial;
        here = there;
    }
    return point;
}

} // namespace fairlead
