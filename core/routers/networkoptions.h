#pragma once

namespace fairlead {

/// Networks that stand for themselves, without a base to start from: the neural plug-in and the IPW policy. They need
/// more epochs than a correction, which starts where the plug-in rule ends.
struct NetworkOptions
{
    int hidden = 64;
    double dropout = 0.2;
    double learningRate = 1e-3;
    double weightDecay = 1e-2;
    int batch = 256;
    int epochs = 30;
    double inputScale = 4; ///< the network reads inputScale * z

    bool operator==(const NetworkOptions &) const = default;
};

} // namespace fairlead
