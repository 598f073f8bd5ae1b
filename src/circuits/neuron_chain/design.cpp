#include "circuits/neuron_chain/design.hpp"

#include "core/random.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace cimchar::circuits::neuron_chain {

namespace {

// Sums go from a little below zero, where there is no pulse, to a little beyond the clip, in output steps.
constexpr double below_steps = 2;
constexpr double beyond_steps = 2;

/// Those of a single neuron that mean nothing here: a chain has its own sums, and no figure of one conversion.
std::set<std::string> const of_one_neuron{"sweep", "sum", "common_sum", "neurons", "calibration", "cells"};

/// Whole number from low to high, all equally likely.
int drawn(std::uint64_t seed, std::string const& stream, int index, int low, int high) {
    double const u = uniform(seed, stable_hash(stream), static_cast<std::uint64_t>(index));
    return low + std::min(static_cast<int>(u * (high - low + 1)), high - low);
}

/// The second layer integrates while the first converts: its columns are precharged until the first ramp begins, and
/// hold a clock period after the first window has ended.
time_neuron::Timing second_timing(time_neuron::Design const& d) {
    auto const& first = d.timing;
    auto t = first;
    double const later_s = first.ramp_s - first.word_lines_s;
    t.precharge_end_s += later_s;
    t.kick_s += later_s;
    t.word_lines_s += later_s;
    t.hold_s = first.window_end_s + d.clock_s;
    t.ramp_s = t.hold_s + t.after_hold_s;
    t.window_end_s = t.ramp_s + (first.window_end_s - first.ramp_s);
    t.stop_s = t.window_end_s + t.after_window_s;
    return t;
}

}  // namespace

std::vector<ParameterInfo> parameter_infos() {
    std::vector<ParameterInfo> infos{
        count("vectors", 40, 2, 100'000, "random vectors that go through the chain"),
        count("vector_seed", 1, 0, 1e9, "seed of the vectors"),
    };
    for (auto& info : time_neuron::parameter_infos())
        if (!of_one_neuron.contains(info.name)) infos.push_back(std::move(info));
    return infos;
}

Design make_design(Parameters const& p) {
    Parameters neuron(time_neuron::parameter_infos());
    for (auto const& [name, value] : p.listing())
        if (name != "vectors" && name != "vector_seed") neuron.set(name, value);
    neuron.set("sweep", "point");
    Design d;
    d.neuron = time_neuron::make_design(neuron);
    d.second = second_timing(d.neuron);
    d.rows_per_group = d.neuron.rows / groups;
    d.vectors = static_cast<int>(std::lround(p.number("vectors")));
    d.seed = static_cast<std::uint64_t>(std::llround(p.number("vector_seed")));
    return d;
}

double Design::ideal_sum(Vector const& v) const {
    double sum = 0;
    for (std::size_t g = 0; g < groups; ++g)
        sum += (v.positive[g] - v.negative[g]) * neuron.ideal_pulse_s(v.sum[g]) / neuron.clock_s;
    return sum;
}

double Design::ideal_pulse_s(Vector const& v) const {
    return neuron.ideal_pulse_s(ideal_sum(v));
}

std::vector<Vector> random_vectors(Design const& d) {
    auto const steps = [&](double n) { return static_cast<int>(std::lround(n * d.neuron.ratio())); };
    int const low = -steps(below_steps);
    int const high = steps(d.neuron.largest_code() + beyond_steps);
    std::vector<Vector> vectors(static_cast<std::size_t>(d.vectors));
    for (int i = 0; i < d.vectors; ++i) {
        auto& v = vectors[static_cast<std::size_t>(i)];
        for (std::size_t g = 0; g < groups; ++g) {
            v.sum[g] = drawn(d.seed, fmt::format("sum{}", g), i, low, high);
            for (int row = 0; row < d.rows_per_group; ++row) {
                int const w = drawn(d.seed, fmt::format("weight{}.{}", g, row), i, -d.largest_weight, d.largest_weight);
                (w > 0 ? v.positive[g] : v.negative[g]) += std::abs(w);
            }
        }
        // Half of all sums are negative and end as no pulse, which tells little: keep one in five.
        if (d.ideal_sum(v) < 0 && i % 5 != 4) std::swap(v.positive, v.negative);
    }
    return vectors;
}

}  // namespace cimchar::circuits::neuron_chain
