// Between the plain tables of a model and Eigen's matrices.
#pragma once
#include "model/behavioural_model.hpp"

#include <Eigen/Core>
#include <vector>

namespace cimchar::model {

[[nodiscard]] inline Table table_of(Eigen::MatrixXd const& m) {
    Table out{static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()), {}};
    out.values.reserve(out.rows * out.columns);
    for (Eigen::Index i = 0; i < m.rows(); ++i)
        for (Eigen::Index j = 0; j < m.cols(); ++j) out.values.push_back(m(i, j));
    return out;
}

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A view; `table` must outlive it.
[[nodiscard]] inline Eigen::Map<RowMajorMatrix const> matrix_of(Table const& table) {
    return {table.values.data(), static_cast<Eigen::Index>(table.rows), static_cast<Eigen::Index>(table.columns)};
}

[[nodiscard]] inline Eigen::Map<Eigen::VectorXd const> vector_of(std::vector<double> const& v) {
    return {v.data(), static_cast<Eigen::Index>(v.size())};
}

[[nodiscard]] inline std::vector<double> list_of(Eigen::VectorXd const& v) {
    return {v.data(), v.data() + v.size()};
}

}  // namespace cimchar::model
