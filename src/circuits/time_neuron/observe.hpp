// What one trial of the time-domain neuron shows.
#pragma once
#include "circuits/time_neuron/deck.hpp"

namespace cimchar::circuits::time_neuron {

[[nodiscard]] Observation observe(Bench bench, Simulate const& simulate);

}  // namespace cimchar::circuits::time_neuron
