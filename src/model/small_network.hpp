// A function of several inputs: a straight line and a layer of a few tanh units, fitted by damped least squares.
//
//   y(x) = constant + Σ_i line_i · u_i + Σ_j output_j · tanh(bias_j + Σ_i weight_ji · u_i)
//
// with u_i = 2 · (x_i − min_i)/(max_i − min_i) − 1. Everything is decided by the seed and the data.
#pragma once
#include "model/behavioural_model.hpp"

#include <cstdint>
#include <Eigen/Core>
#include <span>
#include <vector>

namespace cimchar::model {

struct SmallNetwork {
    std::vector<Limits> inputs;   ///< (inputs): the range that becomes -1 … 1
    double constant = 0;          ///< [output's unit]
    std::vector<double> line;     ///< (inputs) [output's unit]
    Table weights;                ///< (units × inputs)
    std::vector<double> biases;   ///< (units)
    std::vector<double> outputs;  ///< (units) [output's unit]
};

/// Inputs (rows × inputs) scaled to -1 … 1.
[[nodiscard]] Eigen::MatrixXd scaled(std::span<Limits const> inputs, Eigen::MatrixXd const& x);

/// Values of the units, tanh(…), at scaled inputs (rows × inputs); shape (rows × units).
[[nodiscard]] Eigen::MatrixXd unit_values(SmallNetwork const& network, Eigen::MatrixXd const& u);

/// y at every row of `x` (rows × inputs). Pure.
[[nodiscard]] Eigen::VectorXd values(SmallNetwork const& network, Eigen::MatrixXd const& x);

struct NetworkOptions {
    std::size_t units = 8;
    int starts = 3;             ///< of which the one that fits best is kept
    int first_steps = 40;       ///< of each start
    int steps = 300;            ///< of the one that is kept, at most
    double slow = 1e-4;         ///< it ends when ten steps have lowered the cost by a smaller share than this
    double weight_cost = 1e-6;  ///< a weight of 1 costs this share of y's mean square: units stay finite
    std::uint64_t seed = 1;
};

/// The network of least squares through y (rows) at x (rows × inputs), by Levenberg-Marquardt: all parameters at once,
/// damped by the normal matrix's own diagonal. Units start along `direction` (inputs, of the scaled inputs; any length)
/// and, weaker, along random ones, their thresholds spread over it. More rows than parameters are expected.
[[nodiscard]] SmallNetwork fit_network(std::span<Limits const> inputs, Eigen::MatrixXd const& x,
                                       Eigen::VectorXd const& y, Eigen::VectorXd const& direction,
                                       NetworkOptions const& options);

}  // namespace cimchar::model
