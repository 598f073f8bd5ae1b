// What decides in a pipelined converter, and what stands for the decisions: columns whose bias cells are designed.
#pragma once
#include "circuits/neural/adc_weights.hpp"
#include "training/devices.hpp"

#include <Eigen/Core>
#include <vector>

namespace cimchar::training {

/// Comparators whose inputs are `at_v` [V], ascending, when they decide: levels that come nearest, with as much of a
/// column's conductance from the input as that allows.
[[nodiscard]] circuits::neural::Crossbar design_comparators(std::vector<double> const& at_v,
                                                            std::vector<double> const& level_s, Devices const& devices);

/// Decisions as a voltage, in steps of `step_v` about `middle_v`, as near as levels allow.
[[nodiscard]] circuits::neural::Crossbar design_dac(double step_v, double middle_v, std::vector<double> const& level_s,
                                                    Devices const& devices);

/// Voltage that `high` decisions of a stage make; `g`: conductances of its column, shape (rows, 1).
[[nodiscard]] double dac_v(Eigen::MatrixXd const& g, Devices const& devices, int high);

}  // namespace cimchar::training
