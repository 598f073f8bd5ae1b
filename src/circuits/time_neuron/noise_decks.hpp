// Decks of the neuron's noise: spectra of its parts, and what the comparator makes of a disturbed ramp.
#pragma once
#include "circuits/time_neuron/deck.hpp"

namespace cimchar::circuits::time_neuron {

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
