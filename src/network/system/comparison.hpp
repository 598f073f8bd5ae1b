// Networks on several chips of equal area, one chip held against the others.
#pragma once
#include "network/system/evaluation.hpp"

#include <vector>

namespace cimchar::network::system {

struct Comparison {
    std::vector<Chip> chips;  ///< the last is held against the others
    std::vector<LayerTable> networks;
    std::vector<std::vector<Evaluation>> results;  ///< shape (networks, chips)
};

[[nodiscard]] Comparison compare(std::vector<Chip> chips, std::vector<LayerTable> networks);

/// How many times better the last chip is.
struct Gain {
    std::vector<double> of_network;  ///< shape (networks)
    double mean = 0;                 ///< arithmetic
    double geometric_mean = 0;       ///< does not depend on which chip is held against which
};

/// Energy of an image on chip `other` by that on the last.
[[nodiscard]] Gain energy_gain(Comparison const& comparison, std::size_t other);
/// Images per second and area on the last chip by those on chip `other`.
[[nodiscard]] Gain throughput_gain(Comparison const& comparison, std::size_t other);

}  // namespace cimchar::network::system
