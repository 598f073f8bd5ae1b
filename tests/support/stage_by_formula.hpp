// Stages whose curves are formulas.
#pragma once
#include "training/devices.hpp"

#include <vector>

namespace cimchar {

/// Output `level_v(input)` over 0 … 1.2 V, with an output resistance: `delivering` and `taking` times it at 1 µA.
template <class LevelV>
training::LoadedCurve stage_by_formula(double resistance_ohm, LevelV const& level_v, double delivering = 1,
                                       double taking = 1) {
    constexpr double load_a = 1e-6;
    std::vector<double> x;
    std::vector<double> unloaded;
    std::vector<double> low;
    std::vector<double> high;
    for (int i = 0; i <= 240; ++i) {
        x.push_back(1.2 * i / 240);
        unloaded.push_back(level_v(x.back()));
        low.push_back(unloaded.back() - delivering * resistance_ohm * load_a);
        high.push_back(unloaded.back() + taking * resistance_ohm * load_a);
    }
    return {x, unloaded, low, high, load_a};
}

}  // namespace cimchar
