// What a converter shows at one condition.
#pragma once
#include "circuits/nn_adc/deck.hpp"

namespace cimchar::circuits::nn_adc {

[[nodiscard]] std::vector<MeasureInfo> measure_infos();
/// Transition levels: shape (255).
[[nodiscard]] std::vector<CurveInfo> curve_infos();

/// Sweeps the input at rest. Throws SimulationFailed.
[[nodiscard]] Observation observe(Bench const& bench, Simulate const& simulate);

/// Adds clocked_error_max_lsb: the largest difference of a clocked conversion's code from the code that its input has at
/// rest; a code whose edge is nearer than a tenth of a code counts as either.
void check(Bench const& bench, Simulate const& simulate, Observation& observation);

}  // namespace cimchar::circuits::nn_adc
