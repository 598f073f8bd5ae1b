#include "circuits/integrator/design.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::circuits::integrator {

namespace {

constexpr double lowest_initial_v = 0.7;  // [zhang] Fig. 8: initial voltage 0.7 V to the supply

}  // namespace

Size Design::scaled_gate(Size largest, int k) const {
    return {std::max(largest.w_m * std::ldexp(1.0, k - (bits - 1)), smallest_width_m), largest.l_m};
}

namespace {

void set_passive(Design& d, Parameters const& p) {
    d.isolation = p.choice("isolation") == "on";
    d.regulator = p.choice("regulator") == "on" && d.isolation;
    d.v_g0_v = p.number("v_g0_v");
    d.t0 = {p.number("w_t0_m"), p.number("l_t0_m")};
    d.t1 = {p.number("w_t1_m"), p.number("l_t1_m")};
    d.keeper = {p.number("w_keeper_m"), p.number("l_keeper_m")};
    d.keeper_a = p.number("keeper_a");
    d.c_bias_f = p.number("c_bias_f");
    d.allow_hold_f_per_m = d.ideal_switches ? 0 : p.number("allow_hold_f_per_m");
    d.gate_n_w_m = p.number("w_gate_n_m");
}

void set_active(Design& d, Parameters const& p) {
    auto& a = d.amplifier;
    a.ideal = p.choice("amplifier") == "ideal";
    d.isolation = false;
    d.regulator = false;
    a.pair = {p.number("w_pair_m"), p.number("l_pair_m")};
    a.load = {p.number("w_load_m"), p.number("l_load_m")};
    a.tail = {p.number("w_tail_m"), p.number("l_tail_m")};
    a.driver = {p.number("w_driver_m"), p.number("l_driver_m")};
    a.source = {p.number("w_source_m"), p.number("l_source_m")};
    a.mirror = d.mirror;
    a.c_miller_f = p.number("c_miller_f");
    a.r_zero_ohm = p.number("r_zero_ohm");
    a.c_feedback_f = p.number("c_feedback_f");
    a.lag = a.ideal ? 0 : p.number("allow_lag");
    d.gate_n_w_m = smallest_width_m;
    d.gate_n_over_p = p.number("gate_n_over_p");
}

}  // namespace

Design make_design(Core core, Parameters const& p) {
    auto const integer = [&](char const* name) { return static_cast<int>(std::lround(p.number(name))); };
    Design d;
    d.core = core;
    d.sweep = p.choice("sweep");
    d.method = p.choice("method");
    d.each_cell = p.choice("cells") == "each";
    d.checked = d.method == "composed" && p.choice("check") == "full" && d.sweep != "resistance" &&
                d.sweep != "initial_voltage";
    d.bits = integer("bits");
    d.rows = integer("rows");
    d.lines = integer("lines") == 0 ? d.rows : integer("lines");
    d.input = integer("input");
    d.weight = integer("weight");
    d.swap = p.choice("cell") == "1r1t";
    d.ideal_switches = p.choice("switches") == "ideal";
    d.bias_replica = p.choice("bias") == "replica";
    d.range_references = p.choice("range") == "references";
    d.r_lrs_ohm = p.number("r_lrs_ohm");
    d.r_hrs_ohm = p.number("r_hrs_ohm");
    d.rram_b_per_v = p.number("rram_b_per_v");
    d.cell_current_a = p.number("cell_current_a");
    d.v_g2_v = p.number("v_g2_v");
    d.c_f_f = p.number("c_f_f");
    d.c_line_f = p.number("c_line_f");
    d.i_ref_a = p.number("i_ref_a");
    d.full_scale_v = p.number("full_scale_v");
    d.initial_v = p.number("initial_voltage_v");
    d.t2 = {p.number("w_t2_m"), p.number("l_t2_m")};
    d.mirror = {p.number("w_mirror_m"), p.number("l_mirror_m")};
    d.allow_share_f = d.ideal_switches ? 0 : p.number("allow_share_f");
    d.allow_share_f_per_m = d.ideal_switches ? 0 : p.number("allow_share_f_per_m");
    d.extra_sample_f = d.ideal_switches ? 0 : p.number("extra_sample_f");
    d.s1 = {p.number("w_s1_m"), p.number("l_s1_m")};
    d.s5 = {p.number("w_s5_m"), smallest_length_m};
    d.hold_w_m = p.number("w_s2_m");
    d.share = {p.number("w_s3_m"), p.number("l_s3_m")};
    if (d.active())
        set_active(d, p);
    else
        set_passive(d, p);
    if (d.lines > d.rows)
        throw InputError(fmt::format("lines = {} is more than rows = {}; lower lines or raise rows", d.lines, d.rows));
    for (auto const& [name, code] : {std::pair{"input", d.input}, std::pair{"weight", d.weight}})
        if (code >= d.codes() && !(d.sweep == name))
            throw InputError(
                fmt::format("{} = {} needs more than bits = {}; give at most {}", name, code, d.bits, d.codes() - 1));
    if (d.drawn_c_k_f(0) <= 0)
        throw InputError(
            fmt::format("C_0 would be drawn as {:.3g} F (c_f_f / 2^bits less allow_share_f and allow_share_f_per_m); "
                        "raise c_f_f or lower allow_share_f_per_m",
                        d.drawn_c_k_f(0)));
    if (d.active() && d.drawn_feedback_f(d.bits - 1) <= 0)
        throw InputError(
            fmt::format("the largest bit line's feedback capacitor would be drawn as {:.3g} F (c_feedback_f "
                        "less allow_lag · C_k); raise c_feedback_f or lower allow_lag",
                        d.drawn_feedback_f(d.bits - 1)));
    if (d.method == "full" && d.sweep == "resistance")
        throw InputError("sweep = resistance is a mode of its own, not a multiplication; leave method out");
    if (d.method == "full" && (d.sweep == "lines" || d.sweep == "initial_voltage") && d.each_cell)
        throw InputError("cells = each with method = full is for sweep = input, weight or point; choose one of them");
    return d;
}

std::vector<double> sweep_points(Design const& d) {
    std::vector<double> points;
    if (d.sweep == "input" || d.sweep == "weight")
        for (int code = 0; code < d.codes(); ++code) points.push_back(code);
    else if (d.sweep == "lines")
        for (int n = 1; n <= d.rows; ++n) points.push_back(n);
    else if (d.sweep == "initial_voltage") {
        double const lsb_v = d.full_scale_v / d.codes();
        int const steps = static_cast<int>(std::floor((1.0 - lowest_initial_v) / lsb_v));
        for (int i = 0; i <= steps; ++i) points.push_back(1.0 - (steps - i) * lsb_v);
    } else if (d.sweep == "resistance") {
        constexpr int steps = 8;  // a factor of two to either side
        for (int i = 0; i <= steps; ++i) points.push_back(d.r_lrs_ohm * std::exp2(2.0 * i / steps - 1));
    }
    return points;
}

std::vector<AmplifierTransistor> transistors(Amplifier const& a) {
    return {{"m1", false, a.pair}, {"m2", false, a.pair},  {"m3", true, a.load},    {"m4", true, a.load},
            {"m5", false, a.tail}, {"m6", true, a.driver}, {"m7", false, a.source}, {"m8", false, a.mirror}};
}

std::vector<netlist::VariedDevice> varied_devices(Design const& d) {
    using netlist::DeviceKind;
    std::vector<netlist::VariedDevice> devices;
    auto const mos = [&](std::string name, DeviceKind kind, Size size) {
        devices.push_back({std::move(name), kind, size.w_m, size.l_m, 0});
    };
    auto const gate = [&](std::string const& name, Size size) {
        if (d.ideal_switches) return;
        mos(name + "n", DeviceKind::nmos, d.gate_n(size));
        mos(name + "p", DeviceKind::pmos, size);
    };
    for (int k = 0; k < d.bits; ++k) {
        std::string const bl = fmt::format("bl{}", k);
        if (d.isolation) mos(bl + ".t0", DeviceKind::nmos, d.t0);
        if (d.regulator) {
            mos(bl + ".t1", DeviceKind::nmos, d.t1);
            mos(bl + ".mirror", DeviceKind::pmos, d.mirror);
        }
        if (d.keeper_a > 0) mos(bl + ".keeper", DeviceKind::nmos, d.keeper);
        if (d.active() && !d.amplifier.ideal) {
            for (auto const& t : transistors(d.amplifier))
                mos(bl + "." + t.name, t.n ? DeviceKind::nmos : DeviceKind::pmos, t.size);
            devices.push_back({bl + ".cm", DeviceKind::capacitor, 0, 0, d.amplifier.c_miller_f});
        }
        if (!d.active() || !d.ideal_switches) mos(bl + ".s1", d.active() ? DeviceKind::nmos : DeviceKind::pmos, d.s1);
        gate(bl + ".s2", d.hold_gate(k));
        gate(bl + ".s3", d.share_gate(k));
        devices.push_back({bl + ".ck", DeviceKind::capacitor, 0, 0, d.drawn_c_k_f(k)});
        devices.push_back({bl + ".cc", DeviceKind::capacitor, 0, 0, d.integrating_f(k)});
    }
    gate("s4", d.share_gate(d.bits - 1));
    devices.push_back({"cs", DeviceKind::capacitor, 0, 0, d.drawn_sample_f()});
    // Cells that carry current: driven rows of the bit lines whose weight bit is set. High-resistance and idle cells
    // stay nominal: together they carry below one percent of the current.
    for (int k = 0; k < d.bits; ++k) {
        bool const reading = d.sweep == "resistance";  // of one cell
        if (reading ? k != d.bits - 1 : d.sweep != "weight" && !d.weight_bit(k)) continue;
        for (int row = 0; row < (reading ? 1 : d.lines); ++row) {
            mos(fmt::format("bl{}.row{}.t2", k, row), DeviceKind::nmos, d.t2);
            devices.push_back({fmt::format("bl{}.row{}.rram", k, row), DeviceKind::rram, 0, 0, 0});
        }
    }
    return devices;
}

}  // namespace cimchar::circuits::integrator
