// The deck of a chain: both layers in one transient.
#pragma once
#include "circuits/neuron_chain/design.hpp"
#include "core/condition.hpp"
#include "core/simulation.hpp"

namespace cimchar::circuits::neuron_chain {

/// What the deck needs to know.
struct Bench {
    Design design;
    Condition condition;
    SimulatorSettings settings;
};

/// One vector through both layers. "v(out0)" … are the pulses of the first layer, "v(out)" that of the second.
[[nodiscard]] Simulation pass(Bench const& bench, Vector const& vector);

}  // namespace cimchar::circuits::neuron_chain
