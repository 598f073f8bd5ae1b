// Time-domain neurons of virtual chips, from behavioural models: the sums at which a counted pulse becomes longer.
#pragma once
#include "core/condition.hpp"
#include "model/behavioural_model.hpp"
#include "network/crossbar/quantizer.hpp"

#include <cstdint>
#include <vector>

namespace cimchar::network {

/// What the columns of one layer see of the circuit.
struct ModelNeurons {
    std::vector<Quantizer> neurons;  ///< of one chip: the count of clock periods over the sum in output steps
    double jitter_lsb = 0;           ///< σ of a pulse [clock periods]
    double ratio = 0;                ///< units of the sum per output step that the model was characterized at
    double energy_j = 0;             ///< of a conversion; 0 if the model has none
    double latency_s = 0;            ///< likewise
    std::uint64_t outside = 0;       ///< queries outside the model's domain, answered by its nearest point
};

/// `count` neurons of `bits` bits at `condition`, those of a chip `chip` (1 …) drawn from (seed, chip, layer); chip 0
/// has a nominal one. Level k is the smallest sum whose pulse lasts k - 0.5 clock periods; where it never does, the
/// sums end before it. The model is of the neuron's pulse over the sum of products (circuit time_neuron, curve
/// transfer_s); its clock and steps are among its parameters. Throws InputError if it is another model, if its
/// condition is outside and the policy is error, or if chips are asked of a model without mismatch.
[[nodiscard]] ModelNeurons neurons_of(model::BehaviouralModel const& model, Condition const& condition, int bits,
                                      std::uint64_t seed, std::uint64_t chip, std::size_t layer, std::size_t count);

}  // namespace cimchar::network
