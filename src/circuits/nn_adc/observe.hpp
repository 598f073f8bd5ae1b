// What a converter shows at one condition.
#pragma once
#include "circuits/nn_adc/deck.hpp"

namespace cimchar::circuits::nn_adc {

[[nodiscard]] std::vector<MeasureInfo> measure_infos();
/// Transition levels, shape (255); and the stages they are composed of: where the comparators decide, and the residues.
[[nodiscard]] std::vector<CurveInfo> curve_infos(Design const& design);

/// Sweeps the input at rest. Throws SimulationFailed.
[[nodiscard]] Observation observe(Bench const& bench, Simulate const& simulate);

/// Adds clocked_shift_lsb: the largest distance of a clocked conversion's input from the inputs that have its code at
/// rest.
void check(Bench const& bench, Simulate const& simulate, Observation& observation);

}  // namespace cimchar::circuits::nn_adc
