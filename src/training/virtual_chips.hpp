// Chips that were never characterized as such: a trained network whose cells and stages are drawn.
#pragma once
#include "circuits/neural/weights.hpp"
#include "training/gradient.hpp"

#include <cstdint>
#include <vector>

namespace cimchar::training {

struct ChipOptions {
    int chips = 0;
    double spread = 0.025;  ///< σ of ln of a cell's conductance
    std::uint64_t seed = 1;
};

/// Errors of one chip over the examples.
struct ChipError {
    double mean_v = 0;
    double rms_v = 0;
    double max_v = 0;  ///< by magnitude
};

/// Every chip has cells of its own; with `characterized` chips, also an inverter of one of these for each of its
/// inverters, and the followers of one more (their bias is common, and most of their spread with it). Shape (chips).
[[nodiscard]] std::vector<ChipError> virtual_chips(circuits::neural::Weights const& weights, Devices const& nominal,
                                                   std::vector<Devices> const& characterized, Examples const& examples,
                                                   ChipOptions const& options);

}  // namespace cimchar::training
