// What a shift-and-add network shows at one condition.
#pragma once
#include "circuits/nn_shift_add/deck.hpp"

namespace cimchar::circuits::nn_shift_add {

[[nodiscard]] std::vector<MeasureInfo> measure_infos();
/// Per conversion: the result and the ideal sum. Per cycle: its result, which is the next cycle's previous sum.
[[nodiscard]] std::vector<CurveInfo> curve_infos(Design const& design);

/// Sends every conversion through. Throws SimulationFailed.
[[nodiscard]] Observation observe(Bench const& bench, Simulate const& simulate);

/// Adds settling_v: the largest difference of a result from what it is with a clock eight times slower, over the first
/// conversions.
void check(Bench const& bench, Simulate const& simulate, Observation& observation);

}  // namespace cimchar::circuits::nn_shift_add
