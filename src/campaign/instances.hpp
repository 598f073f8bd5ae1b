// Asking ngspice what it makes of the instances of a netlist, in a process of its own.
#pragma once
#include "core/simulation.hpp"

#include <vector>

namespace cimchar::campaign {

/// As circuits::user::AskInstances says. Starts worker processes, one a core at most, and must not be called where a
/// Session lives. Throws InputError if ngspice does not take a deck.
[[nodiscard]] std::vector<std::vector<double>> ask_instances(std::vector<Simulation> const& simulations);

}  // namespace cimchar::campaign
