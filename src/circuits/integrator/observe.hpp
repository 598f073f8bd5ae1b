// Observing the regulated passive integrator: sweeps, the ideal converter behind it.
#pragma once
#include "circuits/integrator/compose.hpp"

namespace cimchar::circuits::integrator {

/// One trial. Throws SimulationFailed.
[[nodiscard]] Observation observe(Bench const& bench, Simulate const& simulate);

/// Output without any error [V]: initial voltage ∓ full scale · input · weight · lines / (4^bits · rows) (Eqs. 4-6).
[[nodiscard]] double ideal_output(Bench const& bench, double input, double weight, double lines);

/// Code of an ideal converter with `lsb_v` steps from `reference_v` on, the way products go, as many bits as the input.
[[nodiscard]] int convert(Design const& design, double v_out, double reference_v, double lsb_v);

/// Composed output against the same product in one transient: "composed_less_full_lsb" beside "vout_v" of `o`.
void check_in_full(Bench const& bench, Simulate const& simulate, Observation& o);

}  // namespace cimchar::circuits::integrator
