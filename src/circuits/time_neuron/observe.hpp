// What one trial of the time-domain neuron shows.
#pragma once
#include "circuits/time_neuron/deck.hpp"

#include <vector>

namespace cimchar::circuits::time_neuron {

/// How long `y` is above `level`, linearly interpolated [s].
[[nodiscard]] double time_above(std::vector<double> const& time_s, std::vector<double> const& y, double level);

/// The DAC code nearest to the gain of one clock period per ratio(), where `gain_s` was measured with `code`.
[[nodiscard]] int trimmed_code(Design const& design, int code, double gain_s);

[[nodiscard]] Observation observe(Bench bench, Simulate const& simulate);

}  // namespace cimchar::circuits::time_neuron
