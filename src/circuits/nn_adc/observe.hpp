// What a converter shows at one condition.
#pragma once
#include "circuits/nn_adc/at_rest.hpp"

#include <map>
#include <string>
#include <vector>

namespace cimchar::circuits::nn_adc {

[[nodiscard]] std::vector<MeasureInfo> measure_infos();
/// Transition levels, shape (255); the stages they are composed of: where the comparators decide, and the residues;
/// what decisions weigh, where that is measured.
[[nodiscard]] std::vector<CurveInfo> curve_infos(Design const& design);
/// Curve `weight_lsb`: what decisions weigh on a chip (neural::DecisionWeights).
[[nodiscard]] CurveInfo weight_info();

/// Figures that follow from the levels alone: linearity about the line of least squares, missing codes, effective bits.
/// Range of the input and levels [V].
[[nodiscard]] std::map<std::string, double> level_figures(double range_v, std::vector<double> const& transition_v);

/// Sweeps the input at rest. Throws SimulationFailed.
[[nodiscard]] Observation observe(Bench const& bench, Simulate const& simulate);

/// Adds clocked_shift_lsb: the largest distance of a clocked conversion's input from the inputs that have its code at
/// rest.
void check(Bench const& bench, Simulate const& simulate, Observation& observation);

}  // namespace cimchar::circuits::nn_adc
