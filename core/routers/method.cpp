#include "core/routers/method.h"

#include <array>
#include <string>

namespace fairlead {

namespace {

constexpr std::string_view kRegret = "regret surrogate (softmax-weighted regret)";

constexpr std::array kMethods{
    MethodInfo{
        Method::RmInterval, "rm-interval", "RM-Interval",
        "Learns one router for every price at once by minimising decision regret, starting from the plug-in rule.",
        true, false, kRegret},
    MethodInfo{Method::RmSoftmax, "rm-softmax", "RM-Softmax",
               "Minimises softmax-weighted regret with one correction for all prices.", true, false, kRegret},
    MethodInfo{Method::RmClassification, "rm-classification", "RM-Classification",
               "Learns to name the model with the best estimated utility.", true, false,
               "cross-entropy to the best model"},
    MethodInfo{Method::PlugIn, "plug-in", "Plug-in",
               "Predicts quality and cost of every model from the log and takes the best predicted utility.", false,
               false},
    MethodInfo{Method::PlugInRidge, "plug-in-ridge", "Plug-in, ridge per model",
               "Fits one ridge regression per model, which share nothing, and takes the best predicted utility.", false,
               false},
    MethodInfo{Method::PlugInNeural, "plug-in-neural", "Plug-in, neural",
               "Predicts quality and cost of every model with one small network and takes the best predicted utility.",
               true, false, "squared error of standardised outcomes"},
    MethodInfo{
        Method::Carrot, "carrot", "CARROT-style plug-in",
        "Averages each model's outcomes among the most similar logged queries of all models; after CARROT, which "
        "knows every model's answer to each of them.",
        false, false},
    MethodInfo{Method::KnnPlugIn, "knn", "kNN plug-in",
               "Averages the outcomes of the most similar logged queries that each model served.", false, false},
    MethodInfo{Method::IpwPolicy, "ipw-policy", "IPW policy",
               "Learns a policy that maximises the logged utility weighted by inverse propensities, without any "
               "prediction of outcomes.",
               true, false, "regret surrogate from weights alone"},
    MethodInfo{Method::BestSingle, "best-single", "Best single model",
               "Sends every query to the one model whose logged value is best at the price.", false, false},
    MethodInfo{Method::Cheapest, "cheapest", "Cheapest model", "Sends every query to the cheapest model.", false,
               false},
    MethodInfo{Method::Random, "random", "Random", "Draws a model with equal chances, once per query.", false, false},
    MethodInfo{Method::LoggingPolicy, "logging-policy", "Logging policy",
               "Imitates the routing that made the log, drawing from its estimated propensities.", false, false},
    MethodInfo{
        Method::FullFeedback, "full-feedback", "Full feedback",
        "RM-Interval trained on every model's true outcome: what this architecture could reach, only where there "
        "is full feedback.",
        true, true, kRegret},
    MethodInfo{Method::Oracle, "oracle", "Oracle",
               "Knows every model's true outcome: an upper reference, only where there is full feedback.", false, true},
};

} // namespace

std::span<const MethodInfo> methods()
{
    return kMethods;
}

const MethodInfo &methodInfo(Method method)
{
    for (const MethodInfo &info : kMethods) {
        if (info.method == method)
            return info;
    }
    return kMethods.front();
}

Result<Method> methodFromKey(std::string_view key)
{
    std::string keys;
    for (const MethodInfo &info : kMethods) {
        if (info.key == key)
            return info.method;
        keys += (keys.empty() ? "" : ", ") + std::string(info.key);
    }
    return makeError(ErrorCode::BadConfig, "Unknown method '" + std::string(key) + "'. Use one of: " + keys + ".");
}

} // namespace fairlead
