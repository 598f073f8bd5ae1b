// The deck of a shift-and-add network: conversions one after the other in one transient.
#pragma once
#include "circuits/neural/parts.hpp"
#include "circuits/nn_shift_add/design.hpp"
#include "core/simulation.hpp"

#include <vector>

namespace cimchar::circuits::nn_shift_add {

/// What the deck needs to know.
struct Bench {
    Design design;
    Condition condition;
    netlist::Chip chip;
    SimulatorSettings settings;
};

/// What drives the network's rows: pairs of lines, one that rises with the input and one that falls from the supply.
struct BitLines {
    std::vector<Conversion> rising;   ///< [V]
    std::vector<Conversion> falling;  ///< [V]; empty: as far below the supply as `rising` is above ground
    std::vector<double> source_ohm;   ///< of rising lines, then of falling ones, shape (16); empty: none
    double line_f = 0;                ///< wire of each, behind its resistance

    /// Conversions `first`, `first` + 1 …
    [[nodiscard]] BitLines part(std::size_t first, std::size_t count) const;
};

/// Cells, inverters and followers that vary.
[[nodiscard]] std::vector<netlist::VariedDevice> varied_devices(Design const& design);

/// Adds the network with what drives it over these conversions, but for cards, supplies and bias.
void add_to(neural::Parts& parts, Bench const& bench, BitLines const& lines);

/// A transient over these conversions. "v(port_p)" and "v(port_n)" are the network's outputs.
[[nodiscard]] Simulation transient(Bench const& bench, BitLines const& lines);
/// How long it takes [s].
[[nodiscard]] double duration_s(Design const& design, std::size_t conversions);

/// When the result of a cycle of conversion `index` of that transient is read [s]: at the end of its sampling phase.
/// The last cycle's is the conversion's.
[[nodiscard]] double read_s(Design const& design, std::size_t index, std::size_t slice);

}  // namespace cimchar::circuits::nn_shift_add
