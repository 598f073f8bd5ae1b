#include "circuits/time_neuron/observe.hpp"

#include "circuits/time_neuron/calibration.hpp"
#include "circuits/time_neuron/jitter.hpp"
#include "circuits/time_neuron/pulses.hpp"
#include "metrics/line_fit.hpp"
#include "metrics/power.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cimchar::circuits::time_neuron {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double energy(Waveforms const& waves, char const* current, double level_v) {
    auto const& time_s = waves["time"];
    return -level_v * metrics::integral(time_s, waves[current], time_s.front(), time_s.back());
}

void add_codes(Observation& o, Design const& d) {
    o.scalars["dac_code"] = d.dac_code;
    if (!d.offset_trim) return;
    o.scalars["trim_code"] = d.trim_code;
    o.scalars["replica_trim_code"] = d.replica_trim_code;
}

/// Edges at the sum 0, which no cell has a part in.
void add_edges(Observation& o, Bench const& bench, Simulate const& simulate) {
    auto const edges = edges_of(bench, simulate(conversion(bench, 0)));
    o.scalars["lead_s"] = edges.start_s;
    o.scalars["zero_crossing_s"] = edges.cross_s - edges.start_s;
}

void add_point(Observation& o, Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    auto const waves = simulate(conversion(bench, d.sum));
    double const pulse_s = width_of(bench, waves);
    double const vdd_v = bench.condition.supply_v;
    o.scalars["pulse_s"] = pulse_s;
    o.scalars["pulse_ideal_s"] = d.ideal_pulse_s(d.sum);
    o.scalars["error_lsb"] = (pulse_s - d.ideal_pulse_s(d.sum)) / d.clock_s;
    o.scalars["energy_per_conversion_j"] = energy(waves, "i(vdd)", vdd_v) + energy(waves, "i(vpre)", d.precharge_v) +
                                           energy(waves, "i(vddr)", vdd_v) / d.neurons;
    o.scalars["shared_energy_j"] = energy(waves, "i(vddr)", vdd_v);
    o.scalars["latency_s"] = d.timing.window_end_s - d.timing.word_lines_s;
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

/// Gain and offset over the whole steps inside the window; returns their pulses.
std::vector<double> add_line(Observation& o, Bench const& bench, Pulses& pulses) {
    auto const& d = bench.design;
    std::vector<double> sums;
    std::vector<double> codes;
    for (int const sum : code_sums(d)) {
        sums.push_back(sum);
        codes.push_back(pulses(sum));
    }
    auto const line = metrics::least_squares_line(sums, codes);
    o.scalars["gain_s"] = line.slope;
    o.scalars["gain_error"] = line.slope * d.ratio() / d.clock_s - 1;
    o.scalars["offset_s"] = line.intercept;
    return codes;
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
    codes = add_line(o, bench, pulses);
    double wrong = 0;
    for (int const sum : code_sums(d))
        if (std::lround(pulses(sum) / d.clock_s) != std::lround(d.ideal_pulse_s(sum) / d.clock_s)) wrong += 1;
    o.scalars["lsb_s"] = (codes.back() - codes.front()) / static_cast<double>(codes.size() - 1);
    o.scalars["zero_s"] = pulses(0);
    o.scalars["first_pulse_lsb"] = dead_zone;
    o.scalars["clip_s"] = transfer.back();
    o.scalars["clip_error_lsb"] = transfer.back() / d.clock_s - d.largest_code();
    o.scalars["largest_error_lsb"] = largest_error_lsb;
    o.scalars["wrong_codes"] = wrong;
}

}  // namespace

Observation observe(Bench bench, Simulate const& simulate) {
    Observation o;
    calibrate(bench, simulate);
    add_codes(o, bench.design);
    add_edges(o, bench, simulate);
    if (bench.design.sweep == "line") {
        Pulses pulses(bench, simulate);
        add_line(o, bench, pulses);
        return o;
    }
    add_point(o, bench, simulate);
    if (bench.design.sweep == "sum") add_transfer(o, bench, simulate);
    add_jitter(o, bench, simulate);
    return o;
}

}  // namespace cimchar::circuits::time_neuron
