// Regulated passive integrator with 1R1T cells: an n-bit multiplication by charge; and the same core with an op amp for
// each bit line, the baseline that [zhang] compares with (MBRAI).
// Source: Zhang, Huang, Xiao, Shen, "An 8-bit In Resistive Memory Computing Core with Regulated Passive Neuron and Bit
// Line Weight Mapping" [zhang]; equations are cited by their number there. Pages: docs/circuits/integrator.md,
// docs/circuits/active_integrator.md.
#pragma once
#include "circuits/circuit.hpp"

namespace cimchar::circuits {

[[nodiscard]] Circuit const& integrator_circuit();
[[nodiscard]] Circuit const& active_integrator_circuit();

}  // namespace cimchar::circuits
