// What a shift-and-add network shows at one condition.
#pragma once
#include "circuits/nn_shift_add/deck.hpp"

namespace cimchar::circuits::nn_shift_add {

[[nodiscard]] std::vector<MeasureInfo> measure_infos();
/// Per conversion: the result and the ideal sum. Per cycle: its result, which is the next cycle's previous sum.
[[nodiscard]] std::vector<CurveInfo> curve_infos(Design const& design);

struct Results {
    std::vector<double> v;        ///< shape (conversions): half the difference of the ports, 0 … full scale [V]
    std::vector<double> cycle_v;  ///< shape (conversions × slices): that of every cycle; the last is the conversion's
    double charge_c = 0;          ///< out of the supply
    double duration_s = 0;
};
/// What conversions of these lines give. Throws SimulationFailed.
[[nodiscard]] Results results_of(Bench const& bench, BitLines const& lines, Simulate const& simulate);

/// Sends every conversion through. Throws SimulationFailed.
[[nodiscard]] Observation observe(Bench const& bench, Simulate const& simulate);

/// Adds settling_v: the largest difference of a result from what it is with a clock eight times slower, over the first
/// conversions.
void check(Bench const& bench, Simulate const& simulate, Observation& observation);

}  // namespace cimchar::circuits::nn_shift_add
