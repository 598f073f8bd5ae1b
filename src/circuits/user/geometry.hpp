// Sizes of a user's transistors as the simulator has them: whatever their text says of library parameters, functions,
// .if or multipliers.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/user/description.hpp"
#include "circuits/user/transistors.hpp"

#include <functional>
#include <string>
#include <vector>

namespace cimchar::circuits::user {

/// The instance parameters ("@m.x1.m0[w]") that the vectors of each simulation name, in its deck and at its
/// temperature; NaN where there is no such instance. Shape (simulations, vectors). The analyses are not run.
using AskInstances = std::function<std::vector<std::vector<double>>(std::vector<Simulation> const&)>;

/// The transistors that are in the circuit, in the order of the netlist; width times multiplicity, and length, as the
/// simulator has them at 27 °C, nominal supply and the first of `corners` (none: tt). Throws InputError on one that has
/// no size, or whose size or presence differs at another of them, another supply or temperature; `file` is the
/// netlist's name in messages.
[[nodiscard]] std::vector<Transistor> sized_transistors(Description const& description, Parameters const& parameters,
                                                        std::string const& file,
                                                        std::vector<std::string> const& corners,
                                                        AskInstances const& ask);

}  // namespace cimchar::circuits::user
