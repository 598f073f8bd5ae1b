#include "circuits/neuron_chain/observe.hpp"

#include "circuits/time_neuron/pulses.hpp"

#include <fmt/format.h>
#include <cmath>
#include <numeric>

namespace cimchar::circuits::neuron_chain {

std::vector<MeasureInfo> measure_infos() {
    return {
        scalar("error_rms_lsb", "LSB", "root mean square over the vectors: pulse less that of the arithmetic alone"),
        scalar("error_max_lsb", "LSB", "largest of these by magnitude"),
        scalar("with_pulse", "", "vectors whose second neuron gives a pulse"),
        scalar("latency_s", "s", "from the first word lines' rise to the end of the second window"),
    };
}

std::vector<CurveInfo> curve_infos(Design const& d) {
    std::vector<double> index(static_cast<std::size_t>(d.vectors));
    std::iota(index.begin(), index.end(), 0.0);
    std::vector<CurveInfo> curves{{"pulse_s", "s", "vector", index}, {"ideal_s", "s", "vector", index}};
    for (int g = 0; g < groups; ++g) {
        curves.push_back({fmt::format("sum{}", g), "", "vector", index});
        curves.push_back({fmt::format("positive{}", g), "", "vector", index});
        curves.push_back({fmt::format("negative{}", g), "", "vector", index});
        curves.push_back({fmt::format("first{}_s", g), "s", "vector", index});
    }
    return curves;
}

Observation observe(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    double const half_v = bench.condition.supply_v / 2;
    Observation o;
    double squares = 0;
    double largest = 0;
    double with_pulse = 0;
    for (auto const& v : random_vectors(d)) {
        auto const waves = simulate(pass(bench, v));
        auto const width_s = [&](std::string const& node) {
            return time_neuron::time_above(waves["time"], waves[node], half_v);
        };
        double const pulse_s = width_s("v(out)");
        o.curves["pulse_s"].push_back(pulse_s);
        o.curves["ideal_s"].push_back(d.ideal_pulse_s(v));
        for (std::size_t g = 0; g < groups; ++g) {
            o.curves[fmt::format("sum{}", g)].push_back(v.sum[g]);
            o.curves[fmt::format("positive{}", g)].push_back(v.positive[g]);
            o.curves[fmt::format("negative{}", g)].push_back(v.negative[g]);
            o.curves[fmt::format("first{}_s", g)].push_back(width_s(fmt::format("v(out{})", g)));
        }
        double const error_lsb = (pulse_s - d.ideal_pulse_s(v)) / d.neuron.clock_s;
        squares += error_lsb * error_lsb;
        if (std::abs(error_lsb) > std::abs(largest)) largest = error_lsb;
        if (pulse_s > 0) with_pulse += 1;
    }
    o.scalars["error_rms_lsb"] = std::sqrt(squares / d.vectors);
    o.scalars["error_max_lsb"] = largest;
    o.scalars["with_pulse"] = with_pulse;
    o.scalars["latency_s"] = d.second.window_end_s - d.neuron.timing.word_lines_s;
    return o;
}

}  // namespace cimchar::circuits::neuron_chain
