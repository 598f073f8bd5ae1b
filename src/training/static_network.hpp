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

/// Stages that drive the first rows of a hidden crossbar, shape (driven rows).
using Drive = std::vector<LoadedCurve::Point>;
/// Those of the shift-and-add network under inputs of shape (inputs), 0 … full scale.
[[nodiscard]] Drive shift_add_drive(circuits::neural::Weights const& weights, Devices const& devices,
                                    std::vector<double> const& input_v);

/// A column settles at Σ g·v/Σ g over its rows (Eq. 9: the denominator depends on the weights), and every stage gives
/// way under the current its row takes. `input_v`: shape (inputs), 0 … full scale.
[[nodiscard]] Solution solve(circuits::neural::Weights const& weights, Conductances const& g, Devices const& devices,
                             std::vector<double> const& input_v);

/// The same where every inverter has a curve of its own, shape (inverters); the ports' followers are of `followers`.
[[nodiscard]] Solution solve(circuits::neural::Weights const& weights, Conductances const& g, Devices const& followers,
                             std::vector<LoadedCurve const*> const& inverters, Drive const& drive);

/// Half the difference of the ports, full scale taken off: V_o [V].
[[nodiscard]] double result_v(circuits::neural::Weights const& weights, Solution const& solution);

}  // namespace cimchar::training
