// Observing the regulated passive integrator: sweeps, the ideal converter behind it, power and noise.
#pragma once
#include "circuits/integrator/compose.hpp"

namespace cimchar::circuits::integrator {

/// One trial. Throws SimulationFailed.
[[nodiscard]] Observation observe(Bench const& bench, Simulate const& simulate);

/// Output without any error [V]: initial voltage − full scale · input · weight · lines / (4^bits · rows) (Eqs. 4-6).
[[nodiscard]] double ideal_output(Bench const& bench, double input, double weight, double lines);

/// Code of an ideal converter with `lsb_v` steps below `reference_v`, as many bits as the input.
[[nodiscard]] int convert(Design const& design, double v_out, double reference_v, double lsb_v);

/// Cells of bit line k: nominal, or the equivalent group that carries this chip's current.
[[nodiscard]] Cells cells_of(Bench const& bench, Simulate const& simulate, int k, bool weight_bit);

}  // namespace cimchar::circuits::integrator
