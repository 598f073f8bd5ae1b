#include "circuits/time_neuron/design.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <set>

namespace cimchar::circuits::time_neuron {

namespace {

void add_size(std::vector<ParameterInfo>& infos, std::string const& name, Size size, std::string const& description) {
    infos.push_back(number("w_" + name + "_m", "m", size.w_m, smallest_width_m, 100e-6, description + ": width"));
    infos.push_back(number("l_" + name + "_m", "m", size.l_m, smallest_length_m, 10e-6, description + ": length"));
}

void require(bool holds, std::string const& message) {
    if (!holds) throw InputError(message);
}

void set_timing(Design& d) {
    auto& t = d.timing;
    t.hold_s = t.word_lines_s + (d.longest_input() + 1) * d.clock_s;
    t.ramp_s = t.hold_s + t.after_hold_s;
    t.window_end_s = t.ramp_s + d.window_lead_s + d.largest_code() * d.clock_s;
    t.stop_s = t.window_end_s + t.after_window_s;
}

}  // namespace

std::vector<ParameterInfo> parameter_infos() {
    std::vector<ParameterInfo> infos{
        choice("sweep", {"sum", "point", "line"},
               "what is swept: the sum of products; nothing; or three sums, for gain and offset of many chips"),
        choice("current_source", {"mirror", "ideal"}, "ramp: DAC and cascoded PMOS, or an ideal source (ablation)"),
        choice("comparator", {"transistor", "ideal"}, "continuous-time comparator, or an ideal one (ablation)"),
        choice("offset_trim", {"on", "off"}, "switched capacitors beside the pedestal's; off: none (ablation)"),
        choice("calibration", {"off", "on", "room"},
               "codes of DAC and offset trim found for every chip: at each condition (on), or once at 27 °C and 1 V of "
               "its process (room)"),
        choice("cells", {"equivalent", "each", "nominal"},
               "mismatched cells: as one equivalent, or each on its own; nominal: none varies (ablation)"),
        count("rows", 32, 1, 64, "rows of the array; a weight of magnitude w is w unit cells, up to 4"),
        count("output_bits", 4, 2, 4, "bits of the output: the window is 2^bits - 1 clock periods"),
        count("sum", 128, -3840, 3840, "sum of products of a point, and of the noise and supply figures"),
        count("common_sum", 0, 0, 3840, "sum that is in both columns besides"),
        count("neurons", 16, 1, 1024, "neurons that share one replica and one bias: its part of the energy"),
        number("step_weight", "", 0.1, 1e-6, 1e6, "LSQ step of the weights"),
        number("step_input", "", 0.2, 1e-6, 1e6, "LSQ step of the inputs"),
        number("step_output", "", 0.32, 1e-6, 1e6,
               "LSQ step of the outputs: step_output/(step_weight·step_input) sets the ramp current"),
        number("clock_s", "s", 2e-9, 0.2e-9, 100e-9, "clock period: one step of input and output"),
        number("cell_current_a", "A", 66.35e-9, 1e-9, 10e-6, "current of a unit cell, set by the replica bias"),
        number("r_lrs_ohm", "Ω", 2e6, 1e3, 1e9, "low resistance at 0 V"),
        number("rram_b_per_v", "1/V", 4.0, 0, 10, "nonlinearity of the element: I = G·sinh(b·v)/b (0: linear)"),
        number("c_sample_f", "F", 300e-15, 10e-15, 100e-12, "sampling capacitor of each column"),
        number("c_kick_f", "F", 4e-15, 0.1e-15, 1e-12,
               "takes the pedestal from the positive capacitor: what the ramp crosses before a pulse can begin"),
        number("c_trim_f", "F", 0.25e-15, 0.01e-15, 10e-15,
               "unit of the offset trim: a step of its code moves a pulse by c_trim_f·supply/I_ramp"),
        number("c_line_f", "F", 10e-15, 0, 10e-12, "wire capacitance of a bit line"),
        number("c_load_f", "F", 20e-15, 0, 10e-12, "word lines that the output drives"),
        number("precharge_v", "V", 0.62, 0.1, 1.5, "precharge level of both capacitors"),
        number(
            "window_lead_s", "s", 0, 0, 1e-6,
            "from the start of the ramp to the start of a pulse, at tt: the window ends full scale after it; 0: as the "
            "default comparator needs it at this ramp and pedestal"),
        number("i_ref_a", "A", 1.1e-6, 10e-9, 100e-6, "current of a regulator"),
        number("keeper_a", "A", 0.1e-6, 1e-9, 10e-6, "current that always leaves a bit line, so that it settles"),
        number("comparator_a", "A", 6e-6, 0.1e-6, 1e-3, "tail current of each stage of the comparator"),
    };
    add_size(infos, "t0", {1e-6, 0.1e-6}, "T0, isolation");
    add_size(infos, "t1", {2e-6, 0.2e-6}, "T1, regulator");
    add_size(infos, "t2", {0.1e-6, 0.1e-6}, "T2, cell");
    add_size(infos, "mirror", {2e-6, 0.2e-6}, "PMOS of the regulator");
    add_size(infos, "keeper", {0.2e-6, 0.5e-6}, "keeper");
    add_size(infos, "source", {4e-6, 0.4e-6}, "current source of the ramp");
    add_size(infos, "cascode", {1e-6, 0.1e-6}, "its cascode");
    add_size(infos, "input", {8e-6, 0.1e-6}, "input pair of the comparator");
    return infos;
}

double Design::ideal_pulse_s(double at_sum) const {
    return clock_s * std::clamp(at_sum / ratio(), 0.0, static_cast<double>(largest_code()));
}

int Design::common_step() const {
    return static_cast<int>(std::lround(largest_code() * ratio() / 2));
}

int largest_needed(Design const& d) {
    auto const points = sweep_points(d);
    int const swept = points.empty() ? code_sums(d).back() : static_cast<int>(points.back());
    return d.common_sum + std::max(swept, std::abs(d.sum) + d.common_step());
}

ColumnCells column_cells(Design const& d, int sum) {
    CIMCHAR_EXPECT(sum >= 0 && sum <= d.largest_sum());
    return {sum / d.longest_input(), sum % d.longest_input()};
}

int positive_sum(Design const& d, int sum) {
    return d.common_sum + std::max(sum, 0);
}
int negative_sum(Design const& d, int sum) {
    return d.common_sum + std::max(-sum, 0);
}

Design make_design(Parameters const& p) {
    auto const integer = [&](char const* name) { return static_cast<int>(std::lround(p.number(name))); };
    auto const size = [&](std::string const& name) {
        return Size{p.number("w_" + name + "_m"), p.number("l_" + name + "_m")};
    };
    Design d;
    d.sweep = p.choice("sweep");
    d.ideal_source = p.choice("current_source") == "ideal";
    d.ideal_comparator = p.choice("comparator") == "ideal";
    d.offset_trim = p.choice("offset_trim") == "on";
    d.calibration = p.choice("calibration");
    d.nominal_cells = p.choice("cells") == "nominal";
    d.each_cell = p.choice("cells") == "each";
    d.rows = integer("rows");
    d.output_bits = integer("output_bits");
    d.sum = integer("sum");
    d.common_sum = integer("common_sum");
    d.neurons = integer("neurons");
    d.step_weight = p.number("step_weight");
    d.step_input = p.number("step_input");
    d.step_output = p.number("step_output");
    d.clock_s = p.number("clock_s");
    d.cell_current_a = p.number("cell_current_a");
    d.r_lrs_ohm = p.number("r_lrs_ohm");
    d.rram_b_per_v = p.number("rram_b_per_v");
    d.sample_f = p.number("c_sample_f");
    d.kick_f = p.number("c_kick_f");
    d.trim_f = p.number("c_trim_f");
    d.line_f = p.number("c_line_f");
    d.load_f = p.number("c_load_f");
    d.precharge_v = p.number("precharge_v");
    d.window_lead_s = p.number("window_lead_s");
    d.i_ref_a = p.number("i_ref_a");
    d.keeper_a = p.number("keeper_a");
    d.comparator_a = p.number("comparator_a");
    d.t0 = size("t0");
    d.t1 = size("t1");
    d.t2 = size("t2");
    d.mirror = size("mirror");
    d.keeper = size("keeper");
    d.source = size("source");
    d.cascode = size("cascode");
    d.input_pair = size("input");
    d.dac_code = static_cast<int>(std::lround(d.ratio() * dac_steps_per_unit));
    require(d.dac_code >= 1 && d.dac_code <= dac_max_code,
            fmt::format("step_output/(step_weight*step_input) = {:g} is DAC code {} (it has 1 to {}, {} a unit); "
                        "change the steps",
                        d.ratio(), d.dac_code, dac_max_code, dac_steps_per_unit));
    require(largest_needed(d) <= d.largest_sum(),
            fmt::format("a column of {} rows holds sums up to {} (the campaign needs {}, common_sum = {} and half of "
                        "full scale for common_mode_lsb included); raise rows or lower common_sum",
                        d.rows, d.largest_sum(), largest_needed(d), d.common_sum));
    if (d.window_lead_s == 0) d.window_lead_s = expected_lead_s(d);
    set_timing(d);
    return d;
}

double expected_delay_s(Design const& d) {
    if (d.ideal_comparator) return 0;
    // Fitted, as the following, to lead_s of nominal chips at r = 1, 4, 8, 16 and 31: within 0.13 ns together.
    constexpr double delay_s = 3.6e-9;  // at r = 16
    constexpr double exponent = 0.2;
    return delay_s * std::pow(16 / d.ratio(), exponent);
}

double expected_lead_s(Design const& d) {
    constexpr double pedestal_gain = 1.02;  // the precharge switches add to it
    return pedestal_gain * d.kick_f * nominal_supply_v / d.ramp_a() + expected_delay_s(d);
}

std::vector<int> code_sums(Design const& d) {
    std::vector<int> sums;
    if (d.sweep == "line") {
        for (double const part : {0.15, 0.55, 0.95})
            sums.push_back(static_cast<int>(std::lround(std::round(part * d.largest_code()) * d.ratio())));
        return sums;
    }
    for (int code = 1; code < d.largest_code(); ++code) sums.push_back(static_cast<int>(std::lround(code * d.ratio())));
    return sums;
}

std::vector<double> sweep_points(Design const& d) {
    if (d.sweep != "sum") return {};
    std::set<double> sums;  // rounded to integers, they may coincide
    for (int const sum : code_sums(d)) sums.insert(sum);
    double const full = d.largest_code();
    for (double const steps : {-1.0, -0.25, 0.0, 0.125, 0.25, 0.5, full, full + 1.0, full + 3.0})
        sums.insert(std::round(steps * d.ratio()));
    // The window clips the pulse within half a step of full scale; the exact place of that corner is the chip's own.
    for (double const steps : {0.125, 0.25, 0.5}) {
        sums.insert(std::round((full - steps) * d.ratio()));
        sums.insert(std::round((full + steps) * d.ratio()));
    }
    return {sums.begin(), sums.end()};
}

}  // namespace cimchar::circuits::time_neuron
