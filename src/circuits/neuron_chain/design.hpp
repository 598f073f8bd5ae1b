// Two layers of time-domain neurons as plain numbers: groups of first-layer neurons whose pulses drive the word lines
// of the second layer's array, and the random vectors that go through.
#pragma once
#include "circuits/time_neuron/design.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace cimchar::circuits::neuron_chain {

/// First-layer neurons that are simulated. Each stands for a group of rows of the second array: as many first-layer
/// neurons with one sum.
inline constexpr int groups = 3;

/// What goes through the chain once.
struct Vector {
    std::array<int, groups> sum{};       ///< Σ w·x of each first-layer neuron
    std::array<int, groups> positive{};  ///< unit cells of the second neuron's positive column that its pulse drives
    std::array<int, groups> negative{};  ///< … and of the negative column
};

struct Design {
    time_neuron::Design neuron;  ///< of both layers; its timing is the first layer's
    time_neuron::Timing second;  ///< timing of the second layer, on the same clock
    int rows_per_group = 0;
    int largest_weight = 3;  ///< of the second layer: -3 … 3
    int vectors = 0;
    std::uint64_t seed = 1;

    /// Charge of the second layer's columns without any error, in units of one cell and one clock period.
    [[nodiscard]] double ideal_sum(Vector const& vector) const;
    /// Pulse of the second layer without any error [s].
    [[nodiscard]] double ideal_pulse_s(Vector const& vector) const;
};

[[nodiscard]] std::vector<ParameterInfo> parameter_infos();
/// Throws InputError on combinations that make no sense.
[[nodiscard]] Design make_design(Parameters const& parameters);

/// The vectors of a campaign: first-layer sums even over what a neuron can say and a little beyond on both sides,
/// weights even over -3 … 3, with columns exchanged in four of five vectors whose sum would be negative. Vector i is
/// the same whatever their number. Pure.
[[nodiscard]] std::vector<Vector> random_vectors(Design const& design);

}  // namespace cimchar::circuits::neuron_chain
