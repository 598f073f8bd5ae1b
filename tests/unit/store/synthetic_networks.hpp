// Fitted models of a made-up shift-and-add network and a made-up converter, with every group of their files in use.
#pragma once
#include "core/random.hpp"
#include "model/fit.hpp"
#include "model/shift_add_fit.hpp"

#include <cmath>
#include <string>

namespace cimchar::store::test {

/// Two bit lines and the previous sum, two slices. A chip differs by an offset and by the weight of its first line.
inline model::ShiftAddInput synthetic_shift_add_input() {
    model::ShiftAddInput input;
    input.block = "made up";
    input.ports = {{"v0", "V", "in"}, {"v1", "V", "in"}, {"previous", "V", "in"}, {"sum", "V", "out"}};
    input.origin = {"made up", "name = \"made up\"\n", "0.1.0",        "abc", 3, 64, 64, 2,
                    1,         {{"mismatch", "none"}}, {{"rows", "4"}}};
    input.condition = {"tt", 27, 1.2};
    input.slices = 2;
    input.weights = {0.25, 0.5, 0.25};
    input.seed = 3;
    auto const campaign = [&](std::string const& name, std::uint64_t seed, std::size_t conversions, std::size_t chips) {
        model::SumCampaign c;
        c.name = name;
        c.seed = seed;
        c.lines_v = {2 * conversions, 2, {}};
        for (std::size_t i = 0; i < 4 * conversions; ++i) c.lines_v.values.push_back(0.5 * uniform(seed, 1, i));
        c.drawn_names = {"process.vth_v", "m0.beta"};
        for (std::size_t chip = 0; chip <= chips; ++chip) {
            double const offset = chip == 0 ? 0 : 5e-3 * standard_normal(seed, 2, chip);
            double const weight = chip == 0 ? 0 : 10e-3 * standard_normal(seed, 3, chip);
            model::SumTrial trial{chip, {}};
            double sum = 0;
            for (std::size_t t = 0; t < c.lines_v.rows; ++t) {
                double const previous = t % 2 == 0 ? 0 : sum;
                double const ideal = 0.25 * c.lines_v(t, 0) + 0.5 * c.lines_v(t, 1) + 0.25 * previous;
                sum = ideal + 5e-3 * std::sin(12 * ideal) + offset + weight * c.lines_v(t, 0);
                trial.cycle_v.push_back(sum);
            }
            c.trials.push_back(trial);
            if (chip > 0) c.drawn[chip] = {offset, weight};
        }
        return c;
    };
    input.nominal = campaign("nominal", 3, 200, 0);
    input.chips = campaign("chips", 4, 10, 60);
    input.fresh = campaign("fresh", 5, 12, 40);
    return input;
}

inline model::ShiftAddModel synthetic_shift_add_model() {
    model::ShiftAddOptions options;
    options.units = {0, 4};
    return model::fit(synthetic_shift_add_input(), options);
}

/// One stage of two comparators and five at the end: 8 codes over 0 … 1 V, ideal but for chips' comparators.
inline model::FitInput synthetic_converter_input() {
    model::Pipeline p;
    p.codes = 8;
    p.range_v = 1;
    p.lsb_v = p.range_v / 8;
    p.stages = 1;
    p.comparators = 2;
    p.flash = 5;
    p.gain = 2;
    p.held_v.resize(1);
    for (int i = -8; i <= 8; ++i) p.held_v[0].push_back(i / 10.0);
    p.first_v = -0.1;
    p.step_v = 1.0 / 512;
    p.steps = 614;
    p.scale_v.assign(p.numbers(), p.lsb_v);
    model::FitInput input;
    input.block = "made up";
    input.ports = {{"stage function", "", "in"}, {"stages", "LSB", "out"}};
    input.origin = {"made up", "name = \"made up\"\n", "0.1.0", "abc", 3, 64, 64, 2, 1, {}, {}};
    input.conditions = {{"tt", 27, 1.2}, {"tt", 27, 1.1}};
    input.seed = 3;
    input.drawn_names = {"m0.vth_v", "m1.vth_v"};
    auto const stages = [&](std::uint64_t seed, std::uint64_t chip) {
        auto const shift = [&](std::uint64_t i) { return chip == 0 ? 0 : 0.02 * standard_normal(seed, i, chip); };
        std::vector<double> v{-0.125 + shift(1), 0.125 + shift(2), -0.5, -0.25, 0, 0.25, 0.5};
        for (int c = -1; c <= 1; ++c)
            for (double const held : p.held_v[0]) v.push_back(2 * held - 0.5 * c);
        for (double& x : v) x /= p.lsb_v;
        return v;
    };
    input.points.resize(p.numbers());
    for (std::size_t i = 0; i < input.points.size(); ++i) input.points[i] = static_cast<double>(i);
    input.pipeline = p;
    for (std::size_t c = 0; c < 2; ++c) input.trials.push_back({c, 0, stages(1, 0), 1});
    for (std::uint64_t s = 1; s <= 40; ++s) {
        input.trials.push_back({0, s, stages(1, s), 1});
        input.drawn[s] = {0.02 * standard_normal(1, 1, s), 0.02 * standard_normal(1, 2, s)};
    }
    input.fresh.emplace();
    for (std::uint64_t s = 1; s <= 30; ++s) input.fresh->push_back(stages(2, s));
    return input;
}

inline model::BehaviouralModel synthetic_converter_model() {
    return model::fit(synthetic_converter_input());
}

}  // namespace cimchar::store::test
