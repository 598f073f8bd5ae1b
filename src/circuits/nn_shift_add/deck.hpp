// The deck of a shift-and-add network: conversions one after the other in one transient.
#pragma once
#include "circuits/nn_shift_add/design.hpp"
#include "core/simulation.hpp"

#include <span>

namespace cimchar::circuits::nn_shift_add {

/// What the deck needs to know.
struct Bench {
    Design design;
    Condition condition;
    netlist::Chip chip;
    SimulatorSettings settings;
};

/// Cells, inverters and followers that vary.
[[nodiscard]] std::vector<netlist::VariedDevice> varied_devices(Design const& design);

/// A transient over these conversions. "v(port_p)" and "v(port_n)" are the network's outputs.
[[nodiscard]] Simulation transient(Bench const& bench, std::span<Conversion const> conversions);

/// When the result of a cycle of conversion `index` of that transient is read [s]: at the end of its sampling phase.
/// The last cycle's is the conversion's.
[[nodiscard]] double read_s(Design const& design, std::size_t index, std::size_t slice);

}  // namespace cimchar::circuits::nn_shift_add
