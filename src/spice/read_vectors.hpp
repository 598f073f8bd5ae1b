// From ngspice's plots to Waveforms.
#pragma once
#include "core/simulation.hpp"
#include "spice/ngspice.hpp"

#include <string>
#include <vector>

namespace cimchar::spice {

/// What to tell ngspice to keep for these vectors ("save" command); empty for none.
[[nodiscard]] std::vector<std::string> save_commands(std::vector<std::string> const& vectors);

/// The requested vectors of the analysis that just ran, after the scale. See core/simulation.hpp and
/// docs/how-ngspice-is-driven.md for what a complex vector, a noise total and the scale of an operating point become.
/// Throws SimulationFailed{bad_netlist} on a vector that the result does not have.
[[nodiscard]] Waveforms read_vectors(Ngspice const& ngspice, Simulation const& simulation);

/// The first column with a value that is not finite, or -1.
[[nodiscard]] int first_non_finite(Waveforms const& waveforms);

}  // namespace cimchar::spice
