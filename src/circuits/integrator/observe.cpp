#include "circuits/integrator/observe.hpp"

#include "circuits/integrator/amplifier.hpp"
#include "circuits/integrator/cell_response.hpp"
#include "circuits/integrator/noise_and_power.hpp"
#include "circuits/integrator/reading.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace cimchar::circuits::integrator {

namespace {

// A coherent record: 1021 cycles in 4096 samples meets every phase once (gcd = 1).
constexpr int record_samples = 4096;
constexpr int record_cycles = 1021;

HeldLevels simulate_line(Bench const& bench, Simulate const& simulate, int k, Cells const& cells) {
    bool const each = bench.design.each_cell && cells.on_lrs > 0;
    return held_levels(bench, cells, simulate(each ? bit_line_each_cell(bench, k) : bit_line(bench, k, cells)));
}

std::vector<HeldLevels> lines_of_weight(Bench const& bench, Simulate const& simulate, int weight) {
    std::vector<HeldLevels> lines;
    for (auto const& cells : cells_of(bench, simulate, weight))
        lines.push_back(simulate_line(bench, simulate, static_cast<int>(lines.size()), cells));
    return lines;
}

double full_output(Bench const& bench, Simulate const& simulate, int input, int weight) {
    return simulate(full(bench, input, cells_of(bench, simulate, weight)))["v(cs)"].back();
}

/// Levels of one bit line at any number of lines, from three of them: departures from a reference line are smooth.
HeldLevels quadratic(std::array<double, 3> const& at, std::array<HeldLevels, 3> const& y, double n) {
    HeldLevels result;
    for (std::size_t i = 0; i < 3; ++i) {
        double weight = 1;
        for (std::size_t j = 0; j < 3; ++j)
            if (j != i) weight *= (n - at[j]) / (at[i] - at[j]);
        for (std::size_t h = 0; h < histories; ++h) result.held_v[h] += weight * y[i].held_v[h];
    }
    return result;
}

HeldLevels combined(HeldLevels a, HeldLevels const& b, double sign) {
    for (std::size_t h = 0; h < histories; ++h) a.held_v[h] += sign * b.held_v[h];
    return a;
}

Bench with_lines(Bench bench, int lines) {
    bench.design.lines = lines;
    return bench;
}

/// Output over 1 … rows active lines. The bit line of the largest capacitor is simulated at every number; the others
/// differ from it by their switches only, so their departure from it is taken at three numbers.
std::vector<double> sweep_lines(Bench const& bench, SharingModel const& model, Simulate const& simulate) {
    auto const& d = bench.design;
    int const reference = d.bits - 1;
    std::vector<double> output;
    if (!bench.chip.is_nominal() || d.rows < 3) {  // mismatch: every bit line is another
        for (int n = 1; n <= d.rows; ++n)
            output.push_back(
                composed_output(bench, model, lines_of_weight(with_lines(bench, n), simulate, d.weight), d.input));
        return output;
    }
    std::array<int, 3> const numbers{1, (1 + d.rows) / 2, d.rows};
    std::array<double, 3> at{};
    std::copy(numbers.begin(), numbers.end(), at.begin());
    auto const line = [&](int n, int k, bool bit) {
        return simulate_line(with_lines(bench, n), simulate, k, nominal_cells(d, bit, n));
    };
    std::vector<HeldLevels> driven;
    for (int n = 1; n <= d.rows; ++n) driven.push_back(line(n, reference, true));
    std::vector<std::array<HeldLevels, 3>> departures(static_cast<std::size_t>(d.bits));
    for (int k = 0; k < d.bits; ++k)
        for (std::size_t i = 0; i < 3; ++i)
            departures[static_cast<std::size_t>(k)][i] =
                combined(line(numbers[i], k, d.weight_bit(k)), driven[static_cast<std::size_t>(numbers[i] - 1)],
                         d.weight_bit(k) ? -1 : 0);
    for (int n = 1; n <= d.rows; ++n) {
        std::vector<HeldLevels> lines;
        lines.reserve(static_cast<std::size_t>(d.bits));
        for (int k = 0; k < d.bits; ++k)
            lines.push_back(combined(quadratic(at, departures[static_cast<std::size_t>(k)], n),
                                     driven[static_cast<std::size_t>(n - 1)], d.weight_bit(k) ? 1 : 0));
        output.push_back(composed_output(bench, model, lines, d.input));
    }
    return output;
}

/// Voltage of the integrating capacitor after one driven cycle, over its initial voltage.
std::vector<double> sweep_initial_voltage(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    auto const cells = cells_of(bench, simulate, d.codes() - 1).back();
    auto const simulation = bit_line(bench, d.bits - 1, cells);
    std::vector<double> output;
    for (double const initial_v : sweep_points(d)) {
        auto one = simulation;
        one.alterations.push_back({"vini", initial_v});
        output.push_back(held_levels(bench, cells, simulate(one)).held_v[history_with(0, 1)]);
    }
    return output;
}

void add_sine(Observation& o, Design const& d, std::vector<double> const& transfer_v, double reference_v,
              double lsb_v) {
    std::vector<double> codes;
    std::vector<double> volts;
    for (int i = 0; i < record_samples; ++i) {
        double const phase = 2 * std::numbers::pi * record_cycles * i / record_samples;
        int const code =
            std::clamp(static_cast<int>(std::floor((std::sin(phase) + 1) / 2 * d.codes())), 0, d.codes() - 1);
        double const v_out = transfer_v[static_cast<std::size_t>(code)];
        volts.push_back(v_out);
        codes.push_back(convert(d, v_out, reference_v, lsb_v));
    }
    o.records["sine_code"] = {std::move(codes), record_cycles};
    o.records["sine_v"] = {std::move(volts), record_cycles};
}

}  // namespace

double ideal_output(Bench const& bench, double input, double weight, double lines) {
    auto const& d = bench.design;
    double const codes = d.codes();
    return d.initial_voltage(bench.condition) +
           d.direction() * d.full_scale_v * (input / codes) * (weight / codes) * (lines / d.rows);
}

int convert(Design const& d, double v_out, double reference_v, double lsb_v) {
    return std::clamp(static_cast<int>(std::floor(d.direction() * (v_out - reference_v) / lsb_v)), 0, d.codes() - 1);
}

Observation observe(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    if (d.sweep == "resistance") return observe_reading(bench, simulate);
    Observation o;
    std::vector<double> const points = sweep_points(d);
    std::vector<double> output;
    double at_point_v = std::numeric_limits<double>::quiet_NaN();
    if (d.sweep == "initial_voltage") {
        output = sweep_initial_voltage(bench, simulate);
        double largest = -1e9;
        double smallest = 1e9;
        for (std::size_t i = 0; i < points.size(); ++i) {
            largest = std::max(largest, points[i] - output[i]);
            smallest = std::min(smallest, points[i] - output[i]);
        }
        o.scalars["lsb_v"] = d.full_scale_v / d.codes();
        o.scalars["drop_v"] = points.back() - output.back();
        o.scalars["drop_spread_lsb"] = (largest - smallest) / o.scalars["lsb_v"];
        o.curves["transfer_v"] = output;
        return o;
    }

    bool const composed = d.method == "composed";
    SharingModel model;
    std::vector<HeldLevels> lines;
    std::vector<HeldLevels> zeros;  // weight bit 0, where both are needed
    auto const output_of = [&](int input, int weight) {
        if (!composed) return full_output(bench, simulate, input, weight);
        std::vector<HeldLevels> chosen = lines;
        if (!zeros.empty())
            for (int k = 0; k < d.bits; ++k)
                if (((weight >> k) & 1) == 0) chosen[static_cast<std::size_t>(k)] = zeros[static_cast<std::size_t>(k)];
        return composed_output(bench, model, chosen, input);
    };
    if (d.sweep == "weight") {
        lines = lines_of_weight(bench, simulate, d.codes() - 1);
        if (composed) zeros = lines_of_weight(bench, simulate, 0);
    } else {
        lines = lines_of_weight(bench, simulate, d.weight);
    }
    if (composed) model = sharing_model(bench, simulate);
    if (d.sweep == "lines") {
        if (composed)
            output = sweep_lines(bench, model, simulate);
        else
            for (int n = 1; n <= d.rows; ++n)
                output.push_back(full_output(with_lines(bench, n), simulate, d.input, d.weight));
    } else {
        for (double const point : points)
            output.push_back(d.sweep == "input" ? output_of(static_cast<int>(point), d.weight)
                                                : output_of(d.input, static_cast<int>(point)));
    }
    double const initial_v = d.initial_voltage(bench.condition);
    double reference_v = initial_v;
    double lsb_v = d.full_scale_v / d.codes();
    bool const by_code = d.sweep == "input" || d.sweep == "weight";
    if (by_code) {
        auto const other = d.sweep == "input" ? d.weight : d.input;
        auto const top = static_cast<double>(d.codes() - 1);
        double const ideal_swing_v = ideal_output(bench, 0, other, d.lines) - ideal_output(bench, top, other, d.lines);
        double const swing_v = output.front() - output.back();
        o.scalars["full_scale_v"] = d.full_scale_v * swing_v / ideal_swing_v;
        o.scalars["gain"] = swing_v / ideal_swing_v;
        o.scalars["offset_v"] = output.front() - initial_v;
        if (d.range_references) {  // both outputs lie at the centre of their codes
            lsb_v *= swing_v / ideal_swing_v;
            reference_v = output.front() - d.direction() * lsb_v / 2;
        }
        add_sine(o, d, output, reference_v, lsb_v);
        at_point_v = output[static_cast<std::size_t>(d.sweep == "input" ? std::min(d.input, d.codes() - 1)
                                                                        : std::min(d.weight, d.codes() - 1))];
    } else {
        at_point_v = d.sweep == "lines" ? output[static_cast<std::size_t>(d.lines - 1)] : output_of(d.input, d.weight);
    }
    if (d.sweep != "point") o.curves["transfer_v"] = output;
    double const ideal_v =
        ideal_output(bench, std::min(d.input, d.codes() - 1), std::min(d.weight, d.codes() - 1), d.lines);
    o.scalars["lsb_v"] = lsb_v;
    o.scalars["vout_v"] = at_point_v;
    o.scalars["vout_ideal_v"] = ideal_v;
    o.scalars["code"] = convert(d, at_point_v, reference_v, lsb_v);
    o.scalars["error_lsb"] = d.direction() * (at_point_v - ideal_v) / lsb_v;
    o.scalars["noise_v"] = output_noise(bench, simulate);
    add_power(o, bench, lines);
    if (d.active() && !d.amplifier.ideal) add_loop_gain(o, bench, simulate);
    return o;
}

void check_in_full(Bench const& bench, Simulate const& simulate, Observation& o) {
    auto const& d = bench.design;
    double const full_v =
        full_output(bench, simulate, std::min(d.input, d.codes() - 1), std::min(d.weight, d.codes() - 1));
    o.scalars["composed_less_full_lsb"] = (o.scalars.at("vout_v") - full_v) / o.scalars.at("lsb_v");
}

}  // namespace cimchar::circuits::integrator
