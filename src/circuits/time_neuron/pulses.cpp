#include "circuits/time_neuron/pulses.hpp"

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

Edges edges_of(Bench const& bench, Waveforms const& waves) {
    auto const& time_s = waves["time"];
    double const level_v = bench.condition.supply_v / 2;
    Edges edges{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    auto const at = [&](std::vector<double> const& y, std::size_t k) {
        double const part = (level_v - y[k - 1]) / (y[k] - y[k - 1]);
        return time_s[k - 1] + part * (time_s[k] - time_s[k - 1]) - bench.design.timing.ramp_s;
    };
    auto const& start = waves["v(start)"];
    auto const& cross = waves["v(crossb)"];
    for (std::size_t k = 1; k < time_s.size(); ++k) {  // the last of each
        if (start[k - 1] < level_v && start[k] >= level_v) edges.start_s = at(start, k);
        if (cross[k - 1] > level_v && cross[k] <= level_v) edges.cross_s = at(cross, k);
    }
    return edges;
}

double width_of(Bench const& bench, Waveforms const& waves) {
    return time_above(waves["time"], waves["v(out)"], bench.condition.supply_v / 2);
}

double Pulses::operator()(int sum) {
    auto const [place, is_new] = width_s_.try_emplace(sum);
    if (is_new) place->second = width_of(bench_, simulate_(conversion(bench_, sum)));
    return place->second;
}

}  // namespace cimchar::circuits::time_neuron
