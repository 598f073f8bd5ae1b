// Checks on text before ngspice sees it: a deck is data, and so are analyses, vectors and alterations.
#pragma once
#include "core/simulation.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cimchar::spice {

/// The deck's lines for ngspice: the title replaced by `title`, everything from a .end on dropped, .end appended.
[[nodiscard]] std::vector<std::string> cards_for_ngspice(std::string_view deck, std::string const& title);

/// Throws SimulationFailed{bad_netlist} on a deck with a forbidden card (core/forbidden_cards.hpp). Looks at the deck
/// only, not into included files.
void refuse_programs(std::string_view deck);

/// Throws SimulationFailed{bad_netlist} on `.options interp`, which ngspice 39 keeps on for every later circuit, and on
/// `.options bypass`, with which its gmin stepping can end at a false operating point.
void refuse_options(std::string_view deck);

/// Throws SimulationFailed{bad_netlist} unless the analysis is one of op, dc, ac, tran, noise and analysis, vectors
/// and alterations are single words and numbers as documented in core/simulation.hpp (no redirection, no second
/// command, no `alter m1 = …`, which crashes ngspice 39).
void refuse_commands(Simulation const& simulation);

/// Names of the voltage sources outside of subcircuits, as the deck itself has them (not its included files).
[[nodiscard]] std::vector<std::string> voltage_sources(std::string_view deck);

/// True if a card of the deck is a code model ("a…").
[[nodiscard]] bool has_code_models(std::string_view deck);

}  // namespace cimchar::spice
