// Thermal noise of the output, and power of a core, from simulated bit lines.
#pragma once
#include "circuits/integrator/compose.hpp"

#include <vector>

namespace cimchar::circuits::integrator {

/// σ of the output from thermal and shot noise, closed form on simulated currents (docs/circuits/integrator.md):
/// reset and hold kT/C (of an op amp, its simulated noise), the noise charge of the bit-line current, and one kT/C at
/// every sharing. Throws SimulationFailed.
[[nodiscard]] double output_noise(Bench const& bench, Simulate const& simulate);

/// Adds power, energy and throughput of a core of `rows` × 256·8 bit lines on random data: half of the input bits and
/// half of the weight bits set. `lines`, shape (bits).
void add_power(Observation& o, Bench const& bench, std::vector<HeldLevels> const& lines);

}  // namespace cimchar::circuits::integrator
