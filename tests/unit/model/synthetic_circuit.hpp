// A circuit whose every figure is known: transfer, dependence on supply and temperature, mismatch.
#pragma once
#include "core/random.hpp"
#include "model/fit.hpp"

#include <cmath>
#include <numbers>

namespace cimchar::model::test {

inline constexpr std::size_t point_count = 64;
inline constexpr double true_lsb = 1e-3;

/// The nine points of a PVT study: ff and ss at four corners, tt in the middle.
inline std::vector<Condition> nine_points() {
    std::vector<Condition> out;
    for (auto const* process : {"ff", "ss"})
        for (double const t : {-40.0, 80.0})
            for (double const v : {0.9, 1.1}) out.push_back({process, t, v});
    out.push_back({"tt", 27, 1.0});
    return out;
}

/// Falling line with a parabola; gain depends bilinearly on supply and temperature, and on the process.
inline double true_curve_v(Condition const& c, double code, double cubic_in_supply = 0) {
    double const v = (c.supply_v - 1.0) / 0.1;
    double const t = (c.temperature_c - 20) / 60;
    double const corner = c.process == "ff" ? 1.05 : c.process == "ss" ? 0.95 : 1.0;
    double const gain = corner * (1 + 0.04 * v + 0.02 * t + 0.003 * v * t + cubic_in_supply * v * v * v);
    double const x = code / (point_count - 1);
    return 0.9 - gain * true_lsb * code - 0.5e-3 * x * (1 - x);
}

/// Mismatch in LSB: a bow and a wave, each driven by one drawn parameter; an offset by the process shift.
inline double true_deviation_lsb(std::vector<double> const& drawn, double code) {
    double const x = code / (point_count - 1);
    return 40 * drawn[0]                                           // process.vth_v, σ 0.02 V: 0.8 LSB
           + 2.0 * drawn[1] * x * (1 - x) * 4                      // m0.beta, σ 0.5
           + 0.3 * drawn[2] * std::sin(2 * std::numbers::pi * x);  // m1.beta, σ 1
}

inline FitInput synthetic_input(std::uint64_t chips, std::vector<Condition> conditions = nine_points(),
                                double cubic_in_supply = 0) {
    FitInput input;
    input.block = "synthetic";
    input.ports = {{"input code", "", "in"}, {"transfer_v", "V", "out"}};
    input.seed = 11;
    input.conditions = std::move(conditions);
    input.drawn_names = {"process.vth_v", "m0.beta", "m1.beta", "m2.beta"};
    for (std::size_t i = 0; i < point_count; ++i) input.points.push_back(static_cast<double>(i));
    auto const curve = [&](Condition const& c, std::vector<double> const* drawn) {
        std::vector<double> y;
        for (double const code : input.points)
            y.push_back(true_curve_v(c, code, cubic_in_supply) +
                        (drawn == nullptr ? 0 : true_lsb * true_deviation_lsb(*drawn, code)));
        return y;
    };
    FitScalar noise{"noise", "V", "noise", {}};
    FitScalar energy{"energy_per_conversion_j", "J", "energy", {}};
    for (std::size_t c = 0; c < input.conditions.size(); ++c) {
        input.trials.push_back({c, 0, curve(input.conditions[c], nullptr), true_lsb});
        noise.values.push_back(1e-4 * (1 + 0.1 * input.conditions[c].temperature_c / 60));
        energy.values.push_back(1e-12 * input.conditions[c].supply_v);
    }
    input.noise = {noise};
    input.cost = {energy};
    auto const monte_carlo = input.conditions.size() - 1;
    for (std::uint64_t s = 1; s <= chips; ++s) {
        auto const draw = [&](std::uint64_t stream) { return standard_normal(5, stream, s); };
        std::vector<double> const drawn{0.02 * draw(1), 0.5 * draw(2), draw(3), draw(4)};
        input.trials.push_back({monte_carlo, s, curve(input.conditions[monte_carlo], &drawn), true_lsb});
        input.drawn[s] = drawn;
    }
    return input;
}

}  // namespace cimchar::model::test
