#pragma once

#include "core/base/result.h"

#include <optional>
#include <span>
#include <string_view>

namespace fairlead {

enum class Method
{
    RmInterval,
    RmSoftmax,
    RmClassification,
    PlugIn,
    KnnPlugIn,
    BestSingle,
    Cheapest,
    Random,
    LoggingPolicy,
    Oracle,
    PlugInRidge,
    PlugInNeural,
    Carrot,
    IpwPolicy,
    FullFeedback
};

/// What people see of a method. Keys are used in the CLI, configs and files and never change.
struct MethodInfo
{
    Method method;
    std::string_view key;       ///< "rm-interval"
    std::string_view title;     ///< "RM-Interval"
    std::string_view sentence;  ///< what it does, for someone choosing
    bool trainsNetwork;         ///< has epochs, a live loss and uses the device
    bool needsTruth;            ///< only where there is full feedback
    std::string_view loss = {}; ///< what is minimised from epoch to epoch, where there are any
};

[[nodiscard]] std::span<const MethodInfo> methods();
[[nodiscard]] const MethodInfo &methodInfo(Method method);
[[nodiscard]] Result<Method> methodFromKey(std::string_view key); ///< the error lists the keys

} // namespace fairlead
