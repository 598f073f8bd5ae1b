// Codes of the DAC and of the offset trims for one chip (docs/adr/0012).
#pragma once
#include "circuits/time_neuron/pulses.hpp"

namespace cimchar::circuits::time_neuron {

/// The DAC code nearest to the gain of one clock period per ratio(), where `gain_s` was measured with `code`.
[[nodiscard]] int trimmed_code(Design const& design, int code, double gain_s);

/// Trim codes that bring the replica's edge to window_lead_s and the neuron's crossing at the sum 0 to that edge, where
/// `edges` were seen with the codes of `design`. An edge that was not seen was before the conversion: the comparator is
/// off by more than the pedestal, and its code becomes the one that makes it latest.
void trim_offsets(Design& design, double supply_v, Edges const& edges);

/// Finds the codes as Design::calibration says, at the bench's condition or at room temperature and nominal supply.
void calibrate(Bench& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::time_neuron
