// A user's netlist at one condition: its values, its deck and its simulations.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/user/description.hpp"
#include "circuits/user/passives.hpp"
#include "circuits/user/transistors.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits::user {

/// The tunable parameters: every .param of the netlist with a value, except the supply.
[[nodiscard]] std::vector<ParameterInfo> parameter_infos(Description const& description);

/// True if the supply of the process is a .param of the netlist; false if it is a source.
[[nodiscard]] bool supply_is_parameter(Description const& description);

/// Values of all names at a condition: parameters, supply_v, temperature_c.
[[nodiscard]] Values values_at(Description const& description, Parameters const& parameters,
                               Condition const& condition);

/// Title, options, cards of the corner, and the netlist with the campaign's values.
/// Throws InputError if the process has no such corner.
[[nodiscard]] std::string deck_text(Description const& description, Parameters const& parameters,
                                    Condition const& condition, SimulatorSettings const& settings);

/// Threshold shift and mobility that a library gives each transistor that is a subcircuit of it: an operating point at
/// 27 °C of the circuit as its deck says. Nothing where there is no such transistor.
[[nodiscard]] Waveforms library_values(Description const& description, std::vector<Transistor> const& transistors,
                                       Simulation const& nominal, Simulate const& simulate);

/// What the chip alters: threshold and mobility of every transistor, values of passives; nothing of the nominal chip.
[[nodiscard]] std::vector<Alteration> alterations_of(Description const& description,
                                                     std::vector<Transistor> const& transistors,
                                                     std::vector<Passive> const& passives, netlist::Chip const& chip,
                                                     Waveforms const& library);

/// The analysis with its vectors, on `nominal` (deck, temperature) and the chip's alterations.
[[nodiscard]] Simulation simulation_of(Description const& description, Analysis const& analysis, Values const& values,
                                       Simulation const& nominal, std::vector<Alteration> const& of_chip,
                                       double supply_v, double max_step_scale);

}  // namespace cimchar::circuits::user
