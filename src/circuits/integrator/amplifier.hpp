// The op amp of an active bit line by small signals: gain and phase of its loop, and its noise.
#pragma once
#include "circuits/integrator/deck.hpp"

namespace cimchar::circuits::integrator {

/// The loop of the largest bit line while S1 and S2 are closed, opened at the op amp's inverting input: "re(v(bl))" and
/// "im(v(bl))" of 1 V there, over "frequency".
[[nodiscard]] Simulation amplifier_loop(Bench const& bench);

/// Noise density of the largest bit line, idle, "onoise_spectrum" over "frequency": resetting, across the feedback
/// capacitor, where the opening of S1 leaves it; else at C_k, with S1 open.
[[nodiscard]] Simulation amplifier_noise(Bench const& bench, bool resetting);

/// What the loop's analysis shows.
struct LoopGain {
    double gain_db = 0;  ///< at the lowest frequency
    double unity_gain_hz = 0;
    double phase_margin_deg = 0;
};
/// Of `waveforms` of amplifier_loop(); NaN where the gain does not fall through 1.
[[nodiscard]] LoopGain loop_gain(Waveforms const& waveforms);

/// Adds amplifier_gain_db, amplifier_unity_gain_hz and amplifier_phase_margin_deg to `o`. Throws SimulationFailed.
void add_loop_gain(Observation& o, Bench const& bench, Simulate const& simulate);

/// Variance of what C_k holds from the op amp and the switches beside it: reset and hold [V²]. Throws SimulationFailed.
[[nodiscard]] double held_noise_v2(Bench const& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::integrator
