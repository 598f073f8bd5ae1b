// A network of crossbars and inverters at rest, as its devices' curves say. No simulator takes part: the circuit itself
// is circuits/nn_shift_add, and tests hold the two against each other.
#pragma once
#include "circuits/neural/weights.hpp"
#include "training/devices.hpp"
#include "training/task.hpp"

#include <Eigen/Core>
#include <vector>

namespace cimchar::training {

/// Conductances of both crossbars [S].
struct Conductances {
    Eigen::MatrixXd hidden;  ///< shape (rows, inverters)
    Eigen::MatrixXd output;  ///< shape (rows, 2)
};
[[nodiscard]] Conductances conductances(circuits::neural::Weights const& weights);
[[nodiscard]] Eigen::MatrixXd conductances(circuits::neural::Crossbar const& crossbar,
                                           std::vector<double> const& level_s);

/// Voltages and currents of a network at rest.
struct Solution {
    Eigen::VectorXd row_v;       ///< of the hidden crossbar
    Eigen::VectorXd column_v;    ///< gates of the inverters
    Eigen::VectorXd inverter_v;  ///< their outputs
    Eigen::Vector2d output_v;    ///< columns of the output crossbar: gates of the followers
    Eigen::Vector2d port_v;      ///< levels of the followers
};

/// Voltages of a crossbar's columns and of its rows, of which `drive` drives the first; then come `bias_cells` rows at
/// ground and as many at the supply.
struct Settled {
    Eigen::VectorXd row_v;
    Eigen::VectorXd column_v;
};
[[nodiscard]] Settled settle(Eigen::MatrixXd const& g, Drive const& drive, int bias_cells, double supply_v);

/// A column settles at Σ g·v/Σ g over its rows (Eq. 9: the denominator depends on the weights), and every stage gives
/// way under the current its row takes. `drive`: shape (driven rows).
[[nodiscard]] Solution solve(circuits::neural::Weights const& weights, Conductances const& g, Devices const& devices,
                             Drive const& drive);

/// The same where every inverter has a curve of its own, shape (inverters); the ports' followers are of `followers`.
[[nodiscard]] Solution solve(circuits::neural::Weights const& weights, Conductances const& g, Devices const& followers,
                             std::vector<LoadedCurve const*> const& inverters, Drive const& drive);

/// Half the difference of two ports, full scale taken off: V_o [V].
[[nodiscard]] double result_v(circuits::neural::Weights const& weights, Eigen::Vector2d const& port_v);
/// What both ports have alike beyond the middle of their range [V].
[[nodiscard]] double common_v(circuits::neural::Weights const& weights, Eigen::Vector2d const& port_v);

}  // namespace cimchar::training
