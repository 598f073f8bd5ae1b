// What a network is to do: what drives its rows, and the levels that its ports should have then.
#pragma once
#include "training/devices.hpp"

#include <array>
#include <vector>

namespace cimchar::training {

/// Stages that drive a network's rows with one set of inputs, shape (driven rows).
using Drive = std::vector<LoadedCurve::Point>;

struct Task {
    std::vector<Drive> drive;                   ///< shape (vectors)
    std::vector<std::array<double, 2>> port_v;  ///< shape (vectors): levels of the ports
    std::vector<double> weight;                 ///< shape (vectors): of an error, 1 for what is judged
};

}  // namespace cimchar::training
