// The circuit "neuron_chain".
#pragma once
#include "circuits/circuit.hpp"

namespace cimchar::circuits {

[[nodiscard]] Circuit const& neuron_chain_circuit();

}  // namespace cimchar::circuits
