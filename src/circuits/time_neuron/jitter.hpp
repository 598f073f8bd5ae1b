// Random spread of one pulse from thermal, shot and flicker noise, in closed form from simulated spectra.
#pragma once
#include "circuits/time_neuron/deck.hpp"

namespace cimchar::circuits::time_neuron {

/// Parts of the jitter [s], standard deviations.
struct Jitter {
    double comparator_s = 0;  ///< of the neuron's and the replica's comparator
    double ramp_s = 0;        ///< of both ramps
    double sampling_s = 0;    ///< kT/C of four capacitors
    double cells_s = 0;       ///< thermal noise of the elements, over the sum's cells
    [[nodiscard]] double total_s() const;
};

/// Noise at the output of `density` [V/√Hz] over `frequency_hz`, integrated by the trapezoidal rule [V²].
[[nodiscard]] double noise_power(std::vector<double> const& frequency_hz, std::vector<double> density);

[[nodiscard]] Jitter jitter(Bench const& bench, Simulate const& simulate);
/// Adds jitter_s and its parts.
void add_jitter(Observation& observation, Bench const& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::time_neuron
