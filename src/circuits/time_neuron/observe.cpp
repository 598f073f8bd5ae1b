#include "circuits/time_neuron/observe.hpp"

#include "circuits/time_neuron/jitter.hpp"
#include "metrics/line_fit.hpp"
#include "metrics/power.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace cimchar::circuits::time_neuron {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Pulse widths by sum, each simulated once.
class Pulses {
public:
    Pulses(Bench const& bench, Simulate const& simulate) : bench_(bench), simulate_(simulate) {}
    double operator()(int sum) {
        auto const [place, is_new] = width_s_.try_emplace(sum);
        if (is_new) place->second = width(simulate_(conversion(bench_, sum)));
        return place->second;
    }
    [[nodiscard]] double width(Waveforms const& waves) const {
        return time_above(waves["time"], waves["v(out)"], bench_.condition.supply_v / 2);
    }

private:
    Bench const& bench_;
    Simulate const& simulate_;
    std::map<int, double> width_s_;
};

double energy(Waveforms const& waves, char const* current, double level_v) {
    auto const& time_s = waves["time"];
    return -level_v * metrics::integral(time_s, waves[current], time_s.front(), time_s.back());
}

/// Slope over two sums far apart, both inside of the window at any gain that can be trimmed.
int code_for_this_chip(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    Pulses pulses(bench, simulate);
    auto const low = static_cast<int>(std::lround(0.2 * d.largest_code() * d.ratio()));
    auto const high = static_cast<int>(std::lround(0.7 * d.largest_code() * d.ratio()));
    return trimmed_code(d, d.dac_code, (pulses(high) - pulses(low)) / (high - low));
}

void add_point(Observation& o, Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    Pulses const pulses(bench, simulate);
    auto const waves = simulate(conversion(bench, d.sum));
    double const pulse_s = pulses.width(waves);
    double const vdd_v = bench.condition.supply_v;
    o.scalars["pulse_s"] = pulse_s;
    o.scalars["pulse_ideal_s"] = d.ideal_pulse_s(d.sum);
    o.scalars["error_lsb"] = (pulse_s - d.ideal_pulse_s(d.sum)) / d.clock_s;
    o.scalars["energy_per_conversion_j"] = energy(waves, "i(vdd)", vdd_v) + energy(waves, "i(vpre)", d.precharge_v) +
                                           energy(waves, "i(vddr)", vdd_v) / d.neurons;
    o.scalars["shared_energy_j"] = energy(waves, "i(vddr)", vdd_v);
    o.scalars["latency_s"] = d.timing.window_end_s - d.timing.word_lines_s;
    auto const& start = waves["v(start)"];
    auto const& time_s = waves["time"];
    double lead_s = undefined;  // last rise of the replica's edge
    for (std::size_t k = 1; k < start.size(); ++k)
        if (start[k - 1] < vdd_v / 2 && start[k] >= vdd_v / 2) lead_s = time_s[k] - d.timing.ramp_s;
    o.scalars["lead_s"] = lead_s;
    Bench raised = bench;
    raised.design.common_sum += d.common_step();
    o.scalars["common_mode_lsb"] = (Pulses(raised, simulate)(d.sum) - pulse_s) / d.clock_s;
    constexpr double part = 0.01;  // of the supply, to either side
    auto const at_supply = [&](double factor) {
        Bench moved = bench;
        moved.condition.supply_v *= factor;
        return Pulses(moved, simulate)(d.sum);
    };
    o.scalars["supply_sensitivity_s_per_v"] = (at_supply(1 + part) - at_supply(1 - part)) / (2 * part * vdd_v);
}

void add_transfer(Observation& o, Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    Pulses pulses(bench, simulate);
    auto& transfer = o.curves["transfer_s"];
    double dead_zone = undefined;
    double largest_error_lsb = 0;
    for (double const sum : sweep_points(d)) {
        double const pulse_s = pulses(static_cast<int>(sum));
        transfer.push_back(pulse_s);
        if (pulse_s > 0 && std::isnan(dead_zone)) dead_zone = sum / d.ratio();
        double const error_lsb = (pulse_s - d.ideal_pulse_s(sum)) / d.clock_s;
        if (std::abs(error_lsb) > std::abs(largest_error_lsb)) largest_error_lsb = error_lsb;
    }
    auto& codes = o.curves["codes_s"];
    std::vector<double> sums;
    double wrong = 0;
    for (int const sum : code_sums(d)) {
        sums.push_back(sum);
        codes.push_back(pulses(sum));
        if (std::lround(codes.back() / d.clock_s) != std::lround(d.ideal_pulse_s(sum) / d.clock_s)) wrong += 1;
    }
    auto const line = metrics::least_squares_line(sums, codes);
    o.scalars["gain_s"] = line.slope;
    o.scalars["gain_error"] = line.slope * d.ratio() / d.clock_s - 1;
    o.scalars["offset_s"] = line.intercept;
    o.scalars["lsb_s"] = (codes.back() - codes.front()) / static_cast<double>(codes.size() - 1);
    o.scalars["zero_s"] = pulses(0);
    o.scalars["first_pulse_lsb"] = dead_zone;
    o.scalars["clip_s"] = transfer.back();
    o.scalars["clip_error_lsb"] = transfer.back() / d.clock_s - d.largest_code();
    o.scalars["largest_error_lsb"] = largest_error_lsb;
    o.scalars["wrong_codes"] = wrong;
}

}  // namespace

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

int trimmed_code(Design const& d, int code, double gain_s) {
    // Pulses are as long as the current is small: too long a pulse asks for a larger code.
    double const wanted = code * gain_s * d.ratio() / d.clock_s;
    return std::clamp(static_cast<int>(std::lround(wanted)), 1, dac_max_code);
}

Observation observe(Bench bench, Simulate const& simulate) {
    Observation o;
    if (bench.design.calibrated) bench.design.dac_code = code_for_this_chip(bench, simulate);
    o.scalars["dac_code"] = bench.design.dac_code;
    add_point(o, bench, simulate);
    if (bench.design.sweep == "sum") add_transfer(o, bench, simulate);
    add_jitter(o, bench, simulate);
    return o;
}

}  // namespace cimchar::circuits::time_neuron
