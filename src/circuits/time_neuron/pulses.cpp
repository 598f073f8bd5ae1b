#include "circuits/time_neuron/pulses.hpp"

#include <fmt/format.h>
#include <cmath>
#include <limits>

namespace cimchar::circuits::time_neuron {

double time_above(std::vector<double> const& time_s, std::vector<double> const& y, double level) {
    double total_s = 0;
    for (std::size_t k = 1; k < y.size(); ++k) {
        double const step_s = time_s[k] - time_s[k - 1];
        bool const was = y[k - 1] > level;
        bool const is = y[k] > level;
        if (was && is) total_s += step_s;
        if (was != is) total_s += step_s * std::abs((was ? y[k - 1] : y[k]) - level) / std::abs(y[k] - y[k - 1]);
    }
    return total_s;
}

double last_passing(Waveforms const& waves, char const* vector, double level, Edge edge) {
    constexpr double always = -std::numeric_limits<double>::infinity();
    return crossing_of({waves["time"], waves[vector]}, level, edge, -1, always);
}

Edges edges_of(Bench const& bench, Waveforms const& waves) {
    double const level_v = bench.condition.supply_v / 2;
    double const ramp_s = bench.design.timing.ramp_s;
    return {last_passing(waves, "v(start)", level_v, Edge::rise) - ramp_s,
            last_passing(waves, "v(crossb)", level_v, Edge::fall) - ramp_s};
}

double width_of(Bench const& bench, Waveforms const& waves) {
    return time_above(waves["time"], waves["v(out)"], bench.condition.supply_v / 2);
}

std::string measured_width(std::string const& name, std::string const& node, double level_v) {
    return fmt::format("meas tran {0} trig v({1}) val={2:g} rise=last targ v({1}) val={2:g} fall=last\n", name, node,
                       level_v);
}

double Pulses::operator()(int sum) {
    auto const [place, is_new] = width_s_.try_emplace(sum);
    if (is_new) place->second = width_of(bench_, simulate_(conversion(bench_, sum)));
    return place->second;
}

}  // namespace cimchar::circuits::time_neuron
