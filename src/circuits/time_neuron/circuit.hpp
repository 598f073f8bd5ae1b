// The time-domain neuron as a circuit of the catalogue.
#pragma once
#include "circuits/circuit.hpp"

namespace cimchar::circuits {

[[nodiscard]] Circuit const& time_neuron_circuit();

}  // namespace cimchar::circuits
