// Decks of the time-domain neuron: their parts, and a whole conversion.
// Subcircuits: netlists/time_neuron.cir.
#pragma once
#include "circuits/cards.hpp"
#include "circuits/time_neuron/design.hpp"

namespace cimchar::circuits::time_neuron {

/// What every deck needs to know.
struct Bench {
    Design design;
    Condition condition;
    netlist::Chip chip;
    SimulatorSettings settings;
};

inline constexpr double max_step_s = 1e-9;  ///< of a conversion

// Parts of a deck, for every circuit that holds such neurons.

/// Title, options, cards, subcircuits, supplies: vdd of the neurons, vddr of what they share, vpre.
[[nodiscard]] Cards head(Bench const& bench, std::string const& title);
/// Gate lines nb of the comparators, pb and pc of the ramps.
void add_bias(Cards& cards, Design const& design);
/// The shared lines of the columns: mp of the regulators, mk of the keepers, word-line level vg2.
void add_column_bias(Cards& cards, Design const& design);
/// Column 'p' or 'n' without cells: isolation, regulator, keeper, wire; capacitor node cp, bit line blp.
void add_column(Cards& cards, Design const& design, char column);
/// m cells of a column on a word line.
void add_cells(Cards& cards, Design const& design, char column, std::string const& name, std::string const& word_line,
               double m);
/// The column's cells when it holds this sum: a word line for the longest input, one for what is left, idle cells.
void add_driven_cells(Cards& cards, Design const& design, char column, int sum);
/// The control signals of one layer, their names with this suffix.
void add_controls(Cards& cards, Timing const& timing, double supply_v, std::string const& suffix);
/// Comparator with the inputs cp and cn, the output o, all with this suffix.
void add_comparator(Cards& cards, Design const& design, std::string const& suffix, std::string const& vdd);
/// Capacitors, precharge, offset trim, ramp and comparator; suffix "" or, for the replica, "r".
void add_neuron(Cards& cards, Bench const& bench, std::string const& suffix, std::string const& vdd);
/// From the comparator's output o to crossb, which falls at the crossing.
void add_crossing(Cards& cards);
/// From the comparator's output o to the pulse: between the edge `start` and the crossing, within the window.
void add_pulse(Cards& cards, std::string const& out);

/// One conversion of this sum, from the precharge to the end of the window: two columns, the neuron, and the replica
/// that starts the pulses. "v(out)" is the pulse, "v(start)" the replica's edge, "v(crossb)" falls at the crossing,
/// "v(cp)" and "v(cn)" are the capacitors.
[[nodiscard]] Simulation conversion(Bench const& bench, int sum);

/// Capacitor that takes the pedestal, and what balances the two inputs of the comparator with the offset trim [F].
[[nodiscard]] double pedestal_f(Design const& design);
[[nodiscard]] double balance_f(Design const& design);

}  // namespace cimchar::circuits::time_neuron
