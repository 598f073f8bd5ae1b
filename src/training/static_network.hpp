// A network of crossbars and inverters at rest, as its devices' curves say. No simulator takes part: the circuit itself
// is circuits/nn_shift_add, and tests hold the two against each other.
#pragma once
#include "circuits/neural/weights.hpp"
#include "training/devices.hpp"

#include <Eigen/Core>
#include <vector>

namespace cimchar::training {

/// Conductances of both crossbars [S].
struct Conductances {
    Eigen::MatrixXd hidden;  ///< shape (rows, inverters)
    Eigen::MatrixXd output;  ///< shape (rows, 2)
};
[[nodiscard]] Conductances conductances(circuits::neural::Weights const& weights);

/// Voltages and currents of a network at rest.
struct Solution {
    Eigen::VectorXd row_v;       ///< of the hidden crossbar
    Eigen::VectorXd column_v;    ///< gates of the inverters
    Eigen::VectorXd inverter_v;  ///< their outputs
    Eigen::Vector2d output_v;    ///< columns of the output crossbar: gates of the followers
    Eigen::Vector2d port_v;      ///< levels of the followers
};

/// Stages that drive the first rows of the hidden crossbar, in the order of the rows, under these inputs, shape
/// (inputs).
[[nodiscard]] std::vector<LoadedCurve::Point> input_stages(circuits::neural::Weights const& weights,
                                                           Devices const& devices, std::vector<double> const& input_v);

/// A column settles at Σ g·v/Σ g over its rows (Eq. 9: the denominator depends on the weights), and every stage gives
/// way under the current its row takes. `input_v`: shape (inputs), 0 … full scale.
[[nodiscard]] Solution solve(circuits::neural::Weights const& weights, Conductances const& g, Devices const& devices,
                             std::vector<double> const& input_v);

/// The same where every inverter has a curve of its own, shape (inverters); the followers are those of `followers`.
[[nodiscard]] Solution solve(circuits::neural::Weights const& weights, Conductances const& g, Devices const& followers,
                             std::vector<LoadedCurve const*> const& inverters, std::vector<double> const& input_v);

/// Half the difference of the ports, full scale taken off: V_o [V].
[[nodiscard]] double result_v(circuits::neural::Weights const& weights, Solution const& solution);

}  // namespace cimchar::training
