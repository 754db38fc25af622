#include "tests/core/causal/methodcase.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

namespace fairlead::test {

namespace {

using Json = nlohmann::json;

void flatten(const Json &value, std::vector<double> &out)
{
    if (!value.is_array()) {
        out.push_back(value.get<double>());
        return;
    }
    for (const Json &part : value)
        flatten(part, out);
}

MatrixD toMatrix(const std::vector<double> &cells, std::size_t cols)
{
    MatrixD matrix(cells.size() / cols, cols);
    std::copy(cells.begin(), cells.end(), matrix.data());
    return matrix;
}

MatrixD everySecond(const std::vector<double> &cells, std::size_t first, std::size_t cols)
{
    MatrixD out(cells.size() / (2 * cols), cols);
    for (std::size_t i = 0; i < out.size(); ++i)
        out.data()[i] = cells[2 * i + first];
    return out;
}

} // namespace

MethodCase::MethodCase(const std::filesystem::path &path)
{
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    m_text = text.str();
    const Json json = Json::parse(m_text);
    json.at("models").get_to(models);
    json.at("folds").get_to(folds);
    json.at("model").get_to(model);
    json.at("quality").get_to(quality);
    json.at("cost").get_to(cost);
    json.at("fold").get_to(fold);
    json.at("cell").get_to(cell);
    json.at("dr_cell").get_to(driftCell);
    x = toMatrix(numbers("/x"), json.at("d").get<std::size_t>());
    propensity = toMatrix(numbers("/propensity"), models);
}

MatrixD MethodCase::standardised() const
{
    const auto n = static_cast<double>(x.rows());
    MatrixD z = x;
    double squares = 0;
    for (std::size_t j = 0; j < x.cols(); ++j) {
        double mean = 0;
        for (std::size_t i = 0; i < x.rows(); ++i)
            mean += x(i, j) / n;
        for (std::size_t i = 0; i < x.rows(); ++i) {
            z(i, j) -= mean;
            squares += z(i, j) * z(i, j);
        }
    }
    for (std::size_t k = 0; k < z.size(); ++k)
        z.data()[k] /= std::sqrt(squares / n);
    return z;
}

std::vector<double> MethodCase::servedPropensity() const
{
    std::vector<double> served;
    for (std::size_t i = 0; i < model.size(); ++i)
        served.push_back(propensity(i, static_cast<std::size_t>(model[i])));
    return served;
}

std::vector<double> MethodCase::numbers(const std::string &pointer) const
{
    std::vector<double> out;
    flatten(Json::parse(m_text).at(Json::json_pointer(pointer)), out);
    return out;
}

MatrixD MethodCase::perModel(const std::string &pointer, std::size_t outcome) const
{
    return everySecond(numbers(pointer), outcome, models);
}

MatrixD MethodCase::perModelWeights(const std::string &pointer, std::size_t outcome) const
{
    return everySecond(numbers(pointer), outcome, x.cols() + 1);
}

double largestDifference(std::span<const double> a, std::span<const double> b)
{
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = std::abs(a[i] - b[i]);
        largest = difference <= largest ? largest : difference; // a NaN is kept
    }
    return largest;
}

double largestDifference(const MatrixD &a, const MatrixD &b)
{
    if (a.rows() != b.rows() || a.cols() != b.cols())
        return std::numeric_limits<double>::infinity();
    return largestDifference(std::span(a.data(), a.size()), std::span(b.data(), b.size()));
}

} // namespace fairlead::test
