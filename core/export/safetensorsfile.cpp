#include "core/export/safetensorsfile.h"

namespace fairlead {

namespace {

constexpr std::string_view kEncoderPrefix = "encoder.";

template <typename Value>
void addPrefixed(std::map<std::string, Value> &to, const std::map<std::string, Value> &from)
{
    for (const auto &[name, value] : from)
        to.emplace(std::string(kEncoderPrefix) + name, value);
}

/// Moves what carries the prefix out of `from`, without the prefix.
template <typename Value>
std::map<std::string, Value> takePrefixed(std::map<std::string, Value> &from)
{
    std::map<std::string, Value> out;
    for (auto entry = from.begin(); entry != from.end();) {
        if (entry->first.starts_with(kEncoderPrefix)) {
            out.emplace(entry->first.substr(kEncoderPrefix.size()), std::move(entry->second));
            entry = from.erase(entry);
        } else {
            ++entry;
        }
    }
    return out;
}

bool belongTogether(const RouterCard &card, const Router &router)
{
    return card.models.size() == router.models() && card.knots == router.knots() &&
           card.tieCosts == router.tieCosts() && card.method == methodInfo(router.method()).key;
}

} // namespace

std::string toSafetensorsFile(const Router &router, const RouterCard &card,
                              const std::optional<TensorBundle> &textEncoder)
{
    TensorBundle bundle = router.save();
    if (textEncoder) {
        addPrefixed(bundle.tensors, textEncoder->tensors);
        addPrefixed(bundle.metadata, textEncoder->metadata);
    }
    bundle.metadata["card"] = toJson(card);
    return toSafetensors(bundle);
}

Result<ImportedRouter> fromSafetensorsFile(std::string_view bytes, std::string_view source)
{
    auto bundle = fromSafetensors(bytes, source);
    if (!bundle)
        return bundle.error();
    const auto text = bundle->metadata.find("card");
    if (text == bundle->metadata.end())
        return makeError(ErrorCode::BadInput, "Could not open '" + std::string(source) +
                                                  "': it is a safetensors file without a Fairlead card. Use a router "
                                                  "exported by Fairlead.");
    auto card = cardFromJson(text->second, source);
    if (!card)
        return card.error();
    TensorBundle encoder{takePrefixed(bundle->tensors), takePrefixed(bundle->metadata)};
    auto router = loadRouter(*bundle);
    if (!router)
        return router.error();
    if (!belongTogether(*card, **router))
        return makeError(ErrorCode::BadInput, "Could not open '" + std::string(source) +
                                                  "': its card describes another router. Export the router again.");
    if (card->needsTextEncoder && encoder.tensors.empty())
        return makeError(ErrorCode::BadInput, "Could not open '" + std::string(source) +
                                                  "': its text encoder is missing. Export the router again.");
    ImportedRouter imported;
    imported.card = *std::move(card);
    imported.router = std::move(*router);
    if (!encoder.tensors.empty())
        imported.textEncoder = std::make_shared<const TensorBundle>(std::move(encoder));
    return imported;
}

} // namespace fairlead
