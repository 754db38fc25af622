#include "core/base/tensorbundle.h"

#include <utility>

namespace fairlead {

namespace {

template <typename T>
constexpr const char *kTypeName = "F32";
template <>
constexpr const char *kTypeName<double> = "F64";
template <>
constexpr const char *kTypeName<std::int64_t> = "I64";

template <typename T>
NamedTensor tensorOf(std::vector<std::int64_t> shape, std::span<const T> cells)
{
    return {std::move(shape), std::vector<T>(cells.begin(), cells.end())};
}

template <typename T>
NamedTensor tensorOf(const Matrix<T> &matrix)
{
    return tensorOf<T>({static_cast<std::int64_t>(matrix.rows()), static_cast<std::int64_t>(matrix.cols())},
                       {matrix.data(), matrix.size()});
}

template <typename T>
NamedTensor tensorOf(std::span<const T> values)
{
    return tensorOf<T>({static_cast<std::int64_t>(values.size())}, values);
}

std::string describe(const NamedTensor &tensor)
{
    const std::string type =
        std::visit([]<typename T>(const std::vector<T> &) -> std::string { return kTypeName<T>; }, tensor.cells);
    std::string shape;
    for (const std::int64_t size : tensor.shape)
        shape += (shape.empty() ? "" : " x ") + std::to_string(size);
    return type + " of shape [" + shape + "]";
}

/// The tensor's cells once type, rank and cell count are known to be right.
template <typename T>
Result<std::pair<const NamedTensor *, const std::vector<T> *>> find(const TensorBundle &bundle, const std::string &name,
                                                                    std::size_t rank)
{
    const auto found = bundle.tensors.find(name);
    if (found == bundle.tensors.end())
        return makeError(ErrorCode::BadInput, "The tensor '" + name +
                                                  "' is missing. The file is damaged or is of "
                                                  "another kind.");
    const NamedTensor &tensor = found->second;
    const auto *cells = std::get_if<std::vector<T>>(&tensor.cells);
    std::size_t expected = 1;
    for (const std::int64_t size : tensor.shape)
        expected *= static_cast<std::size_t>(size);
    if (!cells || tensor.shape.size() != rank || cells->size() != expected)
        return makeError(ErrorCode::BadInput, "The tensor '" + name + "' is " + describe(tensor) + ", but " +
                                                  kTypeName<T> + " with " + std::to_string(rank) + " dimension" +
                                                  (rank == 1 ? "" : "s") +
                                                  " is needed. The file is damaged or is of another kind.");
    return std::pair(&tensor, cells);
}

template <typename T>
Result<Matrix<T>> matrixOf(const TensorBundle &bundle, const std::string &name)
{
    const auto found = find<T>(bundle, name, 2);
    if (!found)
        return found.error();
    const auto &[tensor, cells] = *found;
    Matrix<T> matrix(static_cast<std::size_t>(tensor->shape[0]), static_cast<std::size_t>(tensor->shape[1]));
    std::copy(cells->begin(), cells->end(), matrix.data());
    return matrix;
}

template <typename T>
Result<std::vector<T>> vectorOf(const TensorBundle &bundle, const std::string &name)
{
    const auto found = find<T>(bundle, name, 1);
    if (!found)
        return found.error();
    return *found->second;
}

} // namespace

void TensorBundle::put(const std::string &name, const MatrixF &matrix)
{
    tensors.insert_or_assign(name, tensorOf(matrix));
}

void TensorBundle::put(const std::string &name, const MatrixD &matrix)
{
    tensors.insert_or_assign(name, tensorOf(matrix));
}

void TensorBundle::put(const std::string &name, std::span<const float> values)
{
    tensors.insert_or_assign(name, tensorOf(values));
}

void TensorBundle::put(const std::string &name, std::span<const double> values)
{
    tensors.insert_or_assign(name, tensorOf(values));
}

void TensorBundle::put(const std::string &name, std::span<const std::int64_t> values)
{
    tensors.insert_or_assign(name, tensorOf(values));
}

Result<MatrixF> TensorBundle::matrixF(const std::string &name) const
{
    return matrixOf<float>(*this, name);
}

Result<MatrixD> TensorBundle::matrixD(const std::string &name) const
{
    return matrixOf<double>(*this, name);
}

Result<std::vector<float>> TensorBundle::vectorF(const std::string &name) const
{
    return vectorOf<float>(*this, name);
}

Result<std::vector<double>> TensorBundle::vectorD(const std::string &name) const
{
    return vectorOf<double>(*this, name);
}

Result<std::vector<std::int64_t>> TensorBundle::vectorI(const std::string &name) const
{
    return vectorOf<std::int64_t>(*this, name);
}

} // namespace fairlead
