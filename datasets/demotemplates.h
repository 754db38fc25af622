#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace fairlead::demo {

/// A request with slots in braces ("{city}", "{n}", "{passage}"); base: how hard it is before its slots are filled,
/// 0..1.
struct Template
{
    double base;
    std::string_view text;
};

/// One kind of work that people bring to a language model.
struct TaskFamily
{
    std::string_view name; ///< the queries' segment
    double share;          ///< of all queries
    bool graded;           ///< quality in steps of 0.05 (a judge's mark), else right or wrong
    double outputTokens;   ///< of an answer of middling length
    std::vector<Template> templates;
    std::vector<std::string_view> complications; ///< demands that may be added; each makes the request harder
};

/// The eight families, in a fixed order; strengths and habits are tables over this order.
[[nodiscard]] const std::vector<TaskFamily> &taskFamilies();

/// The words a slot may take; empty for an unknown slot. "{n}" and "{passage}" are made by the composer instead.
[[nodiscard]] std::span<const std::string_view> slotWords(std::string_view slot);

/// Sentences a passage is put together from, with slots of their own.
[[nodiscard]] std::span<const std::string_view> passageSentences();

} // namespace fairlead::demo
