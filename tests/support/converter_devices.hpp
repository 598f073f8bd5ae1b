// What the tests of a converter's training train on.
#pragma once
#include "training/devices.hpp"

#include <cmath>
#include <vector>

namespace cimchar {

inline std::vector<double> const converter_level_s{20e-9, 35e-9, 61e-9, 107e-9, 187e-9, 327e-9, 572e-9, 1e-6};

/// Stages by formula: followers of gain 0.97, an inverter of gain 36, with output resistances.
inline training::Devices converter_devices() {
    constexpr double load_a = 1e-6;
    std::vector<double> x;
    for (int i = 0; i <= 240; ++i) x.push_back(1.2 * i / 240);
    auto const stage = [&](double resistance_ohm, auto level_v) {
        std::vector<double> y;
        std::vector<double> low;
        std::vector<double> high;
        for (double const v : x) {
            y.push_back(level_v(v));
            low.push_back(level_v(v) - resistance_ohm * load_a);
            high.push_back(level_v(v) + resistance_ohm * load_a);
        }
        return training::LoadedCurve(x, y, low, high, load_a);
    };
    return {1.2, stage(50e3, [](double v) { return 0.6 - 0.6 * std::tanh((v - 0.55) * 36 / 0.6); }),
            stage(4e3, [](double v) { return 0.32 + 0.97 * v; }), stage(4e3, [](double v) { return 0.85 * v - 0.3; })};
}

}  // namespace cimchar
