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

/// Noise of the comparator's first two stages, held in balance at the precharge level: "inoise_spectrum" [V/√Hz] over
/// "frequency".
[[nodiscard]] Simulation comparator_noise(Bench const& bench);
/// A rectangle that is added to an input.
struct Disturbance {
    double from_s = 0;
    double width_s = 0;
    double level_v = 0;
};
/// Where the ramp of comparator_crossing begins and ends, beside the other input's level [V].
inline constexpr double crossing_below_v = 40e-3;
inline constexpr double crossing_above_v = 60e-3;
/// A ramp from the start at the positive input, the negative one at the precharge level: "v(crossb)" falls.
[[nodiscard]] Simulation comparator_crossing(Bench const& bench, double slope_v_per_s, Disturbance const& pulse);
/// Noise current of the ramp into a capacitor at the precharge level: "onoise_spectrum" [A/√Hz] at `frequency_hz`.
[[nodiscard]] Simulation ramp_noise(Bench const& bench, double frequency_hz);
/// The same of a column of nominal cells of which `cells` are driven, without the noise of the word-line level.
[[nodiscard]] Simulation column_noise(Bench const& bench, int cells, double frequency_hz);

}  // namespace cimchar::circuits::time_neuron
