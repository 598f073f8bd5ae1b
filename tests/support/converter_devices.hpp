// What the tests of a converter's training train on.
#pragma once
#include "support/stage_by_formula.hpp"

#include <cmath>
#include <vector>

namespace cimchar {

inline std::vector<double> const converter_level_s{20e-9, 35e-9, 61e-9, 107e-9, 187e-9, 327e-9, 572e-9, 1e-6};

/// Stages by formula: followers of gain 0.97, an inverter of gain 36, with output resistances.
inline training::Devices converter_devices() {
    return {1.2, stage_by_formula(50e3, [](double v) { return 0.6 - 0.6 * std::tanh((v - 0.55) * 36 / 0.6); }),
            stage_by_formula(4e3, [](double v) { return 0.32 + 0.97 * v; }),
            stage_by_formula(4e3, [](double v) { return 0.85 * v - 0.3; })};
}

}  // namespace cimchar
