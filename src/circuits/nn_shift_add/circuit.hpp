// The circuit "nn_shift_add".
#pragma once
#include "circuits/circuit.hpp"

namespace cimchar::circuits {

[[nodiscard]] Circuit const& nn_shift_add_circuit();

}  // namespace cimchar::circuits
