#include "core/routers/basemodel.h"

#include "core/routers/routerbundle.h"

#include <cmath>

namespace fairlead {

namespace {

bool fits(const StackedOutcome &outcome, const std::vector<MatrixD> &codebooks, std::size_t models, std::size_t d)
{
    if (!std::isfinite(outcome.mean) || !std::isfinite(outcome.ridgeWeight) || !std::isfinite(outcome.cellsWeight) ||
        !std::isfinite(outcome.forestWeight))
        return false;
    if (outcome.ridge.rows() != models || outcome.ridge.cols() != d + 1 || !allFinite(outcome.ridge))
        return false;
    if (outcome.cells.size() != codebooks.size())
        return false;
    for (std::size_t b = 0; b < codebooks.size(); ++b) {
        const MatrixD &cells = outcome.cells[b];
        if (cells.rows() != codebooks[b].rows() || cells.cols() != models || !allFinite(cells))
            return false;
    }
    return true;
}

} // namespace

Result<Standardizer> loadStandardizer(const TensorBundle &bundle)
{
    auto standardizer = Standardizer::load(bundle);
    if (!standardizer)
        return standardizer;
    if (standardizer->mean.empty() || !allFinite(standardizer->mean) || !std::isfinite(standardizer->scale) ||
        !(standardizer->scale > 0))
        return damagedRouter("its feature standardisation is not usable");
    return standardizer;
}

Result<BaseModel> loadBaseModel(const TensorBundle &bundle, std::size_t models)
{
    auto standardizer = loadStandardizer(bundle);
    if (!standardizer)
        return standardizer.error();
    auto model = OutcomeModel::load(bundle);
    if (!model)
        return model.error();
    const std::size_t d = standardizer->mean.size();
    for (const MatrixD &codebook : model->codebooks) {
        if (codebook.rows() == 0 || codebook.cols() != d || !allFinite(codebook))
            return damagedRouter("a codebook does not fit its features");
    }
    if (!fits(model->quality, model->codebooks, models, d) || !fits(model->cost, model->codebooks, models, d))
        return damagedRouter("its outcome models do not fit its features and models");
    return BaseModel{*std::move(standardizer), *std::move(model)};
}

} // namespace fairlead
