// Decks of the time-domain neuron: a whole conversion, and the benches of its noise.
// Subcircuits: netlists/time_neuron.cir.
#pragma once
#include "circuits/time_neuron/design.hpp"

namespace cimchar::circuits::time_neuron {

/// What every deck needs to know.
struct Bench {
    Design design;
    Condition condition;
    netlist::Chip chip;
    SimulatorSettings settings;
};

/// One conversion of this sum, from the precharge to the end of the window: two columns, the neuron, and the replica
/// that starts the pulses. "v(out)" is the pulse, "v(start)" the replica's edge, "v(crossb)" falls at the crossing,
/// "v(cp)" and "v(cn)" are the capacitors.
[[nodiscard]] Simulation conversion(Bench const& bench, int sum);

/// Capacitor that takes the pedestal, and what balances the two inputs of the comparator with the offset trim [F].
[[nodiscard]] double pedestal_f(Design const& design);
[[nodiscard]] double balance_f(Design const& design);

/// Noise of the comparator's first two stages with both inputs at the precharge level: "onoise_spectrum" [V/√Hz] at
/// the output of the second, and "inoise_spectrum" referred to the input.
[[nodiscard]] Simulation comparator_noise(Bench const& bench);
/// Noise current of the ramp into a capacitor at the precharge level: "onoise_spectrum" [A/√Hz] at `frequency_hz`.
[[nodiscard]] Simulation ramp_noise(Bench const& bench, double frequency_hz);

}  // namespace cimchar::circuits::time_neuron
