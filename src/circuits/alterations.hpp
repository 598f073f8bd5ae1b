// What a chip alters in a deck, and a simulation as a program of its own: common to all circuits.
#pragma once
#include "core/simulation.hpp"
#include "netlist/variation.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits {

/// Threshold shift of a transistor as BSIM4's delvto takes it [V]: of the device and of the process. delvto adds to the
/// signed threshold, so a larger magnitude is negative for a PMOS. A device without a name follows the process alone.
[[nodiscard]] double signed_shift_v(netlist::Chip const& chip, std::string const& device, bool n);

/// Threshold and mobility of a transistor; `instance` as ngspice calls it, "m.xt0.m0".
void alter_transistor(std::vector<Alteration>& list, netlist::Chip const& chip, std::string const& instance,
                      std::string const& device, bool n);
/// Value of a capacitor.
void alter_capacitor(std::vector<Alteration>& list, netlist::Chip const& chip, std::string const& element,
                     std::string const& device, double nominal_f);

/// `alter` commands, one a line, numbers to the last bit.
[[nodiscard]] std::string alter_commands(std::vector<Alteration> const& list);
/// A deck with these commands as a file for plain `ngspice -b`.
[[nodiscard]] std::string program(std::string const& deck, double temperature_c, std::string const& commands);

}  // namespace cimchar::circuits
