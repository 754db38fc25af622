#pragma once

#include "core/experiment/config.h"

#include <span>
#include <string>
#include <string_view>

namespace fairlead {

/// The settings of a run one by one, as a form shows them: what each means, which methods read it, and its value as
/// text that a person can type. The JSON form stays the complete one; every leaf of it is here, but for method, seed
/// and device, which every form has a control of its own for.
struct ConfigField
{
    enum class Kind
    {
        Number, ///< whole or not
        OptionalNumber,
        List, ///< numbers with commas between them
        Flag,
        Word
    };

    std::string_view path;     ///< "correction.epochs"
    std::string_view group;    ///< "Router network"
    std::string_view title;    ///< "Epochs"
    std::string_view sentence; ///< what it does, for someone choosing
    Kind kind = Kind::Number;
    std::span<const std::string_view> words; ///< of Kind::Word
    unsigned readers = 0;                    ///< a bit for each method
    std::string_view absent = {};            ///< what it means to give nothing, where that can be: "automatic"

    [[nodiscard]] bool isReadBy(Method method) const { return (readers >> static_cast<unsigned>(method) & 1U) != 0; }
};

[[nodiscard]] std::span<const ConfigField> configFields();

/// "8", "0.1, 0.3, 1", "true", "auto"; empty: nothing is given. An unknown path is empty too.
[[nodiscard]] std::string fieldText(const TrainConfig &config, std::string_view path);

/// The configuration with one field read from text; BadConfig says what is wrong with it, in `detail` as a sentence to
/// stand beside the field: "It is 0; it must lie between 1 and 1,000,000."
[[nodiscard]] Result<TrainConfig> withFieldText(const TrainConfig &config, const ConfigField &field,
                                                std::string_view text);

} // namespace fairlead
