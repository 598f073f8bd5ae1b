// Random spread of one pulse from thermal, shot and flicker noise, from simulated spectra and the comparator's memory.
// bench/time_neuron_jitter finds it again from transients with noise in them.
#pragma once
#include "circuits/time_neuron/deck.hpp"

namespace cimchar::circuits::time_neuron {

/// Parts of the jitter [s], standard deviations.
struct Jitter {
    double comparator_s = 0;  ///< of the neuron's and the replica's comparator
    double ramp_s = 0;        ///< of both ramps
    double sampling_s = 0;    ///< kT/C of four capacitors
    double cells_s = 0;       ///< of the driven cells
    double columns_s = 0;     ///< of what else draws charge from both columns: keepers
    [[nodiscard]] double total_s() const;
};

/// Over how long a comparator averages white noise at its input when a ramp of this slope crosses [s].
/// With h(τ) the weight of the input τ before the crossing, ∫h dτ = 1, the crossing of noise with the one-sided density
/// S spreads by √(S/2·∫h²dτ)/slope: as the mean over a window of 1/∫h²dτ. h comes from crossings with small rectangles
/// added to the input. Not a number if the comparator does not cross.
[[nodiscard]] double averaging_window_s(Bench const& bench, double slope_v_per_s, Simulate const& simulate);

[[nodiscard]] Jitter jitter(Bench const& bench, Simulate const& simulate);
/// Adds jitter_s and its parts.
void add_jitter(Observation& observation, Bench const& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::time_neuron
