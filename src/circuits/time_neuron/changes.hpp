// What a chip changes in a deck: thresholds, mobilities, capacitors, conductances, as alterations.
#pragma once
#include "circuits/time_neuron/deck.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits::time_neuron {

/// Thresholds and mobilities of all transistors of a deck but those of the cells: names and sizes are the deck's.
/// Empty on a nominal chip.
[[nodiscard]] std::vector<Alteration> transistor_changes(netlist::Chip const& chip, std::string const& deck);

/// Changes of a whole conversion of this sum, of which `deck` is the deck. Empty on a nominal chip.
[[nodiscard]] std::vector<Alteration> conversion_changes(Bench const& bench, std::string const& deck, int sum);

}  // namespace cimchar::circuits::time_neuron
