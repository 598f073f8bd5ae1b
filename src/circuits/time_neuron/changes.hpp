// What a chip changes in a deck: thresholds, mobilities, capacitors, conductances, as alterations.
#pragma once
#include "circuits/time_neuron/deck.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits::time_neuron {

/// A transistor of a subcircuit: its instance there, its name in a chip, its polarity and size.
struct Part {
    std::string instance;  ///< "xin1"
    std::string device;    ///< "in1"
    bool n = true;
    Size size;
};
/// Transistors that vary in a column, in a comparator, in a ramp source; sizes as in netlists/time_neuron.cir.
[[nodiscard]] std::vector<Part> column_parts(Design const& design);
[[nodiscard]] std::vector<Part> comparator_parts(Design const& design);
[[nodiscard]] std::vector<Part> ramp_parts(Design const& design);

/// Of the bias and DAC, which all neurons share; instances are "m.xNAME.m0" with multiplicity.
[[nodiscard]] std::vector<Part> shared_parts(Design const& design);

/// Changes of a whole conversion of this sum. Empty on a nominal chip.
[[nodiscard]] std::vector<Alteration> conversion_changes(Bench const& bench, int sum);
/// Changes of the bias alone, and of one ramp source "xramp", as in the noise benches. Empty on a nominal chip.
[[nodiscard]] std::vector<Alteration> bias_changes(Bench const& bench);

}  // namespace cimchar::circuits::time_neuron
