#include "core/routers/loggedrows.h"

#include "core/base/tensorview.h"
#include "core/routers/routerbundle.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairlead {

namespace {

constexpr std::size_t kBlockRows = 512;

} // namespace

LoggedRows LoggedRows::group(const MatrixF &z, std::span<const std::int32_t> model, std::span<const double> quality,
                             std::span<const double> cost, std::size_t models)
{
    LoggedRows logged{MatrixD(z.rows(), z.cols()), std::vector<std::int64_t>(models + 1), {}, {}, {}};
    logged.source.resize(model.size());
    std::iota(logged.source.begin(), logged.source.end(), std::size_t(0));
    std::stable_sort(logged.source.begin(), logged.source.end(),
                     [&](std::size_t a, std::size_t b) { return model[a] < model[b]; });
    for (std::size_t i = 0; i < logged.source.size(); ++i) {
        const std::size_t from = logged.source[i];
        std::copy(z.row(from).begin(), z.row(from).end(), logged.unitRows.row(i).begin());
        logged.quality.push_back(quality[from]);
        logged.cost.push_back(cost[from]);
        ++logged.first[std::size_t(model[from]) + 1];
    }
    std::partial_sum(logged.first.begin(), logged.first.end(), logged.first.begin());
    scaleToUnitLength(logged.unitRows);
    std::for_each(logged.unitRows.data(), logged.unitRows.data() + logged.unitRows.size(),
                  [](double &value) { value = static_cast<float>(value); });
    return logged;
}

std::int32_t LoggedRows::modelOf(std::size_t row) const
{
    const auto next = std::upper_bound(first.begin(), first.end(), std::int64_t(row));
    return std::int32_t(next - first.begin()) - 1;
}

void LoggedRows::save(TensorBundle &bundle, const std::string &prefix) const
{
    MatrixF rows(unitRows.rows(), unitRows.cols());
    std::transform(unitRows.data(), unitRows.data() + rows.size(), rows.data(),
                   [](double value) { return static_cast<float>(value); });
    bundle.put(prefix + ".rows", rows);
    bundle.put(prefix + ".first", std::span<const std::int64_t>(first));
    bundle.put(prefix + ".quality", std::span<const double>(quality));
    bundle.put(prefix + ".cost", std::span<const double>(cost));
}

Result<LoggedRows> LoggedRows::load(const TensorBundle &bundle, const std::string &prefix, std::size_t d,
                                    std::size_t models)
{
    const auto rows = bundle.matrixF(prefix + ".rows");
    auto first = bundle.vectorI(prefix + ".first");
    auto quality = bundle.vectorD(prefix + ".quality");
    auto cost = bundle.vectorD(prefix + ".cost");
    if (!rows || !first || !quality || !cost)
        return damagedRouter("its logged rows are missing");

    const std::size_t n = rows->rows();
    if (rows->cols() != d || quality->size() != n || cost->size() != n || !allFinite(*rows) || !allFinite(*quality) ||
        !allFinite(*cost))
        return damagedRouter("its logged rows do not fit its features");
    if (first->size() != models + 1 || first->front() != 0 || first->back() != std::int64_t(n) ||
        !std::is_sorted(first->begin(), first->end()))
        return damagedRouter("its logged rows are not grouped by model");

    LoggedRows logged{MatrixD(n, d), *std::move(first), *std::move(quality), *std::move(cost), {}};
    std::copy(rows->data(), rows->data() + rows->size(), logged.unitRows.data());
    return logged;
}

void scaleToUnitLength(MatrixD &rows)
{
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        const auto row = rows.row(i);
        const double norm = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0));
        for (double &value : row)
            value = norm > 0 ? value / norm : 0;
    }
}

void forEachSimilarity(const LoggedRows &logged, MatrixD z,
                       const std::function<void(std::size_t row, std::span<const double> similarity)> &body)
{
    scaleToUnitLength(z);
    MatrixD similarity(std::min(kBlockRows, z.rows()), logged.size());
    const at::Tensor bank = tensorView(logged.unitRows).t();
    for (std::size_t from = 0; from < z.rows(); from += kBlockRows) {
        const auto rows = std::int64_t(std::min(kBlockRows, z.rows() - from));
        at::Tensor block = tensorView(similarity).narrow(0, 0, rows);
        at::mm_out(block, tensorView(z).narrow(0, std::int64_t(from), rows), bank);
        for (std::size_t i = 0; i < std::size_t(rows); ++i)
            body(from + i, similarity.row(i));
    }
}

} // namespace fairlead
