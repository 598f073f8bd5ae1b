// The kernel as a circuit of the catalogue.
#pragma once
#include "circuits/circuit.hpp"

namespace cimchar::circuits {

[[nodiscard]] Circuit const& nn_kernel_circuit();

}  // namespace cimchar::circuits
