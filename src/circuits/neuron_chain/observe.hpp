// What a chain shows at one condition.
#pragma once
#include "circuits/neuron_chain/deck.hpp"

namespace cimchar::circuits::neuron_chain {

[[nodiscard]] std::vector<MeasureInfo> measure_infos();
/// Per vector: what went in, and the pulses of both layers.
[[nodiscard]] std::vector<CurveInfo> curve_infos(Design const& design);

/// Sends every vector through. Throws SimulationFailed.
[[nodiscard]] Observation observe(Bench const& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::neuron_chain
