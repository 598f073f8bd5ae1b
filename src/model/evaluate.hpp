// Using a model: the output of the nominal circuit or of one chip, and new virtual chips.
#pragma once
#include "model/behavioural_model.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace cimchar::model {

/// One virtual chip in the coordinates of the model's Mismatch.
struct VirtualChip {
    std::vector<double> global;  ///< shape (globals)
    std::vector<double> scores;  ///< shape (modes) [LSB]
};

struct Evaluation {
    std::vector<double> output;  ///< [output's unit], shape (inputs)
    double lsb = 0;              ///< [output's unit]
    std::vector<double> noise;   ///< σ per conversion [output's unit], order of BehaviouralModel::noise
    std::vector<double> cost;    ///< order of BehaviouralModel::cost, SI units
    std::uint64_t outside = 0;   ///< inputs (or all, if the condition is) outside the domain; 0 with Outside::error
};

/// Output at `condition` for every input (a value of the input axis). Outside the domain the model's policy decides:
/// InputError naming the limits, or the nearest point of the domain. A process that was not characterized is always an
/// InputError. Pure.
[[nodiscard]] Evaluation evaluate(BehaviouralModel const& model, Condition const& condition,
                                  std::span<double const> inputs, VirtualChip const* chip = nullptr);

/// Chips 0 … n-1 of `seed`; chip i is the same whatever n is. Throws InputError if the model holds no mismatch. Pure.
[[nodiscard]] std::vector<VirtualChip> sample(BehaviouralModel const& model, std::uint64_t seed, std::size_t n);

/// The same for a Mismatch alone.
[[nodiscard]] std::vector<VirtualChip> sample(Mismatch const& mismatch, std::uint64_t seed, std::size_t n);

/// Value of a figure at a condition within the domain, in its unit.
[[nodiscard]] double value_of(PvtScalar const& scalar, PvtTerms const& terms, std::size_t process,
                              Condition const& condition);

}  // namespace cimchar::model
