// What a kernel shows at one condition.
#pragma once
#include "circuits/nn_kernel/deck.hpp"

namespace cimchar::circuits::nn_kernel {

[[nodiscard]] std::vector<MeasureInfo> measure_infos();
/// Per conversion: the ideal sum, the network's result and the code.
[[nodiscard]] std::vector<CurveInfo> curve_infos(Design const& design);

/// Sends the chip's inputs through; the converter at rest takes the network's results. Throws SimulationFailed.
[[nodiscard]] Observation observe(Bench const& bench, Simulate const& simulate);

/// Adds clocked_shift_lsb: the largest difference of a code from that of all of it in one clocked netlist.
void check(Bench const& bench, Simulate const& simulate, Observation& observation);

}  // namespace cimchar::circuits::nn_kernel
