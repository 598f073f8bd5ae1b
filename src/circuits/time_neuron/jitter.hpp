// Random spread of one pulse from thermal, shot and flicker noise, from simulated spectra and the comparator's memory.
// bench/transient_noise.py finds it again from transients with noise in them.
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

/// How a comparator weighs its input before the crossing of a ramp. h(τ) is the weight of the input τ before the
/// crossing, ∫h dτ = 1: white noise of the one-sided density S at the input moves the crossing by √(S/2·∫h²dτ)/slope.
struct Memory {
    double window_s = 0;  ///< 1/∫h²dτ: as the mean over such a window
    double lag_s = 0;  ///< ∫(1 − (∫₀^τ h)²)dτ: white current into the capacitor counts for that much less time
};
/// h from crossings with small rectangles added to the input. Not numbers if the comparator does not cross.
[[nodiscard]] Memory comparator_memory(Bench const& bench, double slope_v_per_s, Simulate const& simulate);

[[nodiscard]] Jitter jitter(Bench const& bench, Simulate const& simulate);
/// Adds jitter_s and its parts.
void add_jitter(Observation& observation, Bench const& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::time_neuron
