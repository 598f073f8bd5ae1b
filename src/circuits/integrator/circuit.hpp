// Regulated passive integrator with 1R1T cells: an n-bit multiplication by charge.
// Source: Zhang, Huang, Xiao, Shen, "An 8-bit In Resistive Memory Computing Core with Regulated Passive Neuron and Bit
// Line Weight Mapping" [zhang]; equations are cited by their number there. Page: docs/circuits/integrator.md.
#pragma once
#include "circuits/circuit.hpp"

namespace cimchar::circuits {

[[nodiscard]] Circuit const& integrator_circuit();

}  // namespace cimchar::circuits
