// A fitted model of a small made-up circuit, with every group of the file in use.
#pragma once
#include "core/random.hpp"
#include "model/fit.hpp"

#include <cmath>

namespace cimchar::store::test {

inline model::FitInput synthetic_fit_input(bool kinked) {
    model::FitInput input;
    input.block = "made up";
    input.ports = {{"input code", "", "in"}, {"transfer_v", "V", "out"}};
    input.origin = {"made up", "name = \"made up\"\n", "0.1.0",        "abc", 3, 64, 64, 2,
                    1,         {{"mismatch", "none"}}, {{"rows", "4"}}};
    input.seed = 3;
    for (auto const* process : {"tt", "ss"})
        for (double const v : {0.9, 1.1})
            for (double const t : {-40.0, 80.0}) input.conditions.push_back({process, t, v});
    for (int i = 0; i < 64; ++i) input.points.push_back(i);
    input.drawn_names = {"process.vth_v", "m0.beta"};
    auto const curve = [&](Condition const& c, double shift, double bow) {
        std::vector<double> y;
        for (double const code : input.points) {
            double const x = code / 63;
            y.push_back(0.9 - 1e-3 * code * c.supply_v * (c.process == "ss" ? 0.9 : 1) + 1e-6 * c.temperature_c +
                        shift + bow * x * (1 - x) + (kinked && code > 31 ? 0.4e-3 * (code - 31) : 0));
        }
        return y;
    };
    for (std::size_t c = 0; c < input.conditions.size(); ++c)
        input.trials.push_back({c, 0, curve(input.conditions[c], 0, 0), 1e-3});
    for (std::uint64_t s = 1; s <= 40; ++s) {
        double const shift = 1e-3 * standard_normal(1, 1, s);
        double const bow = 2e-3 * standard_normal(1, 2, s);
        input.drawn[s] = {shift, bow};
        input.trials.push_back({0, s, curve(input.conditions[0], shift, bow), 1e-3});
    }
    input.noise = {{"noise_v", "V", "noise", std::vector<double>(8, 1e-4)}};
    input.cost = {{"latency_s", "s", "time", std::vector<double>(8, 6e-8)}};
    return input;
}

inline model::BehaviouralModel synthetic_model(bool kinked = false) {
    return model::fit(synthetic_fit_input(kinked));
}

}  // namespace cimchar::store::test
