// Converters of virtual chips, from a behavioural model: its transition levels in LSB of the nominal converter.
#pragma once
#include "core/condition.hpp"
#include "model/behavioural_model.hpp"
#include "network/crossbar/quantizer.hpp"

#include <cstdint>
#include <vector>

namespace cimchar::network {

/// What columns see of a circuit.
struct ModelConverters {
    std::vector<Quantizer> converters;  ///< of one chip
    double noise_lsb = 0;               ///< σ of a conversion
    double span_lsb = 0;                ///< of a curve: from end to end of the nominal one, in LSB of the model
    std::uint64_t outside = 0;          ///< queries outside the model's domain, answered by its nearest point
};

/// `count` converters at `condition`, those of a chip `chip` (1 …) drawn from (seed, chip); chip 0 has nominal ones.
///
/// A converter's levels come from the model as they are; the first and the last of the nominal one at that condition
/// are 0.5 and 2^N - 1.5 LSB, so its own offset and gain are taken out once for all chips. A curve (an integrator, a
/// neuron) is taken as the analog part in front of an ideal converter of `bits` bits that spans the nominal curve: its
/// levels are the inputs at which the curve passes the middle between two codes. Where a curve turns back, the highest
/// value so far counts. Throws InputError if the condition is outside the domain and the model's policy is error, if
/// chips are asked of a model without mismatch, or if bits and the converter's codes differ.
[[nodiscard]] ModelConverters converters_of(model::BehaviouralModel const& model, Condition const& condition, int bits,
                                            std::uint64_t seed, std::uint64_t chip, std::size_t count);

}  // namespace cimchar::network
