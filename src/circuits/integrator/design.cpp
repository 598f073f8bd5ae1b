#include "circuits/integrator/design.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::circuits::integrator {

namespace {

constexpr double lowest_initial_v = 0.7;  // [zhang] Fig. 8: initial voltage 0.7 V to the supply

}  // namespace

std::vector<ParameterInfo> parameter_infos() {
    return {
        choice(
            "sweep", {"input", "weight", "lines", "initial_voltage", "resistance", "point"},
            "what is swept: all input codes, all weight codes, active lines, initial voltage; the element of a cell in "
            "reading mode; or one point"),
        choice(
            "method", {"composed", "full"},
            "composed: bit-line states and charge sharing simulated apart; full: every multiplication one transient"),
        choice("cells", {"equivalent", "each"},
               "mismatched cells: an equivalent group of the same current, or each its own in the transient"),
        choice("check", {"full", "off"},
               "nominal chips with method = composed: one product in full as well, and how far the two differ"),
        count("bits", 8, 2, 8, "bits of input and weight, bit lines of a weight (8, 4 or 2 in the paper)"),
        count("rows", 256, 1, 256, "rows of the array; full scale is all of them active"),
        count("lines", 0, 0, 256, "active rows (0: all)"),
        count("input", 186, 0, 255, "input code, where it is not swept"),
        count("weight", 255, 0, 255, "weight code, where it is not swept"),
        choice("cell", {"1r1t", "1t1r"}, "1r1t: element at the source of T2; 1t1r: the usual order (ablation)"),
        choice("isolation", {"on", "off"}, "T0 between bit line and capacitor (off: ablation)"),
        choice("regulator", {"on", "off"}, "T1 drives the gate of T0 (off: fixed gate, ablation)"),
        choice("switches", {"transmission_gate", "ideal"}, "S2 to S4"),
        choice("bias", {"replica", "fixed"},
               "word-line level: from a replica cell that carries cell_current_a, or v_g2_v"),
        choice("range", {"references", "fixed"},
               "ideal converter of a code sweep: set by the outputs for code 0 and the largest code, or fixed"),
        number("r_lrs_ohm", "Ω", 2e6, 1e3, 1e9, "low resistance at 0 V"),
        number("r_hrs_ohm", "Ω", 200e6, 1e3, 1e12, "high resistance at 0 V"),
        number("rram_b_per_v", "1/V", 4.0, 0, 10, "nonlinearity of the element: I = G·sinh(b·v)/b (0: linear)"),
        number("cell_current_a", "A", 66.35e-9, 1e-9, 10e-6,
               "current of a low-resistance cell, set by the replica bias"),
        number("v_g2_v", "V", 0.44, 0.1, 1.2, "word-line level with bias = fixed"),
        number("v_g0_v", "V", 0.75, 0.1, 1.5, "gate of T0 with regulator = off"),
        number("c_f_f", "F", 1.302e-12, 10e-15, 100e-12, "C_f: integrating capacitor, and sampling capacitor"),
        number("c_line_f", "F", 30e-15, 0, 10e-12, "wire capacitance of a bit line"),
        number("i_ref_a", "A", 1.1e-6, 10e-9, 100e-6, "current of a regulator"),
        number("keeper_a", "A", 0.1e-6, 0, 10e-6,
               "current that always leaves a bit line, so that it settles in every state; trims the offset (0: none)"),
        number("c_bias_f", "F", 1e-12, 0, 100e-12, "decoupling of each bias line (mirror, keeper), per bit line"),
        number("allow_share_f", "F", 0.9e-15, 0, 1e-12, "parasitics of the gates at C_k, taken off the drawn C_k"),
        number("allow_share_f_per_m", "F/m", 1.58e-9, 0, 1e-8, "the same per width of the gates"),
        number("allow_hold_f_per_m", "F/m", -5.3e-9, -1e-8, 1e-8,
               "parasitics and lag of a gate, taken off the rest of C_f"),
        number("extra_sample_f", "F", 11e-15, -1e-12, 1e-12,
               "added to c_f_f for the sampling capacitor: makes up for the line that S5 clears"),
        number("full_scale_v", "V", 0.2516, 0.01, 1.0, "output swing of the largest product"),
        number("initial_voltage_v", "V", 0, 0, 1.5, "reset level of the capacitors (0: the supply)"),
        number("w_t0_m", "m", 1e-6, smallest_width_m, 100e-6, "T0 width"),
        number("l_t0_m", "m", 0.1e-6, smallest_length_m, 10e-6, "T0 length"),
        number("w_t1_m", "m", 1e-6, smallest_width_m, 100e-6, "T1 width"),
        number("l_t1_m", "m", 0.2e-6, smallest_length_m, 10e-6, "T1 length"),
        number("w_t2_m", "m", 0.1e-6, smallest_width_m, 100e-6, "T2 width"),
        number("l_t2_m", "m", 0.1e-6, smallest_length_m, 10e-6, "T2 length"),
        number("w_mirror_m", "m", 2e-6, smallest_width_m, 100e-6, "mirror of i_ref_a: width"),
        number("l_mirror_m", "m", 0.2e-6, smallest_length_m, 10e-6, "mirror of i_ref_a: length"),
        number("w_keeper_m", "m", 0.2e-6, smallest_width_m, 100e-6, "mirror of keeper_a: width"),
        number("l_keeper_m", "m", 0.5e-6, smallest_length_m, 10e-6, "mirror of keeper_a: length"),
        number("w_s1_m", "m", 6.6e-6, smallest_width_m, 100e-6, "reset switch S1 (PMOS): width"),
        number("l_s1_m", "m", 0.1e-6, smallest_length_m, 10e-6, "reset switch S1: length"),
        number("w_s2_m", "m", 1.5e-6, smallest_width_m, 100e-6,
               "PMOS of the transmission gate S2 of the largest capacitor; the others scale with theirs"),
        number("w_s3_m", "m", 1.8e-6, smallest_width_m, 100e-6, "the same for S3, and S4"),
        number("w_gate_n_m", "m", 0.1e-6, smallest_width_m, 100e-6, "NMOS of the transmission gates S2 to S4"),
        number("l_s3_m", "m", 0.05e-6, smallest_length_m, 10e-6, "S3 and S4: length"),
        number("w_s5_m", "m", 0.5e-6, smallest_width_m, 100e-6, "S5 (PMOS), which clears the line between S3 and S4"),
    };
}

Size Design::scaled_gate(Size largest, int k) const {
    return {std::max(largest.w_m * std::ldexp(1.0, k - (bits - 1)), smallest_width_m), largest.l_m};
}

Design make_design(Parameters const& p) {
    auto const integer = [&](char const* name) { return static_cast<int>(std::lround(p.number(name))); };
    Design d;
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
    d.isolation = p.choice("isolation") == "on";
    d.regulator = p.choice("regulator") == "on" && d.isolation;
    d.ideal_switches = p.choice("switches") == "ideal";
    d.bias_replica = p.choice("bias") == "replica";
    d.range_references = p.choice("range") == "references";
    d.r_lrs_ohm = p.number("r_lrs_ohm");
    d.r_hrs_ohm = p.number("r_hrs_ohm");
    d.rram_b_per_v = p.number("rram_b_per_v");
    d.cell_current_a = p.number("cell_current_a");
    d.v_g2_v = p.number("v_g2_v");
    d.v_g0_v = p.number("v_g0_v");
    d.c_f_f = p.number("c_f_f");
    d.c_line_f = p.number("c_line_f");
    d.i_ref_a = p.number("i_ref_a");
    d.full_scale_v = p.number("full_scale_v");
    d.initial_v = p.number("initial_voltage_v");
    d.t0 = {p.number("w_t0_m"), p.number("l_t0_m")};
    d.t1 = {p.number("w_t1_m"), p.number("l_t1_m")};
    d.t2 = {p.number("w_t2_m"), p.number("l_t2_m")};
    d.mirror = {p.number("w_mirror_m"), p.number("l_mirror_m")};
    d.keeper = {p.number("w_keeper_m"), p.number("l_keeper_m")};
    d.c_bias_f = p.number("c_bias_f");
    d.keeper_a = p.number("keeper_a");
    d.allow_share_f = d.ideal_switches ? 0 : p.number("allow_share_f");
    d.allow_share_f_per_m = d.ideal_switches ? 0 : p.number("allow_share_f_per_m");
    d.extra_sample_f = d.ideal_switches ? 0 : p.number("extra_sample_f");
    d.allow_hold_f_per_m = d.ideal_switches ? 0 : p.number("allow_hold_f_per_m");
    d.s1 = {p.number("w_s1_m"), p.number("l_s1_m")};
    d.s5 = {p.number("w_s5_m"), smallest_length_m};
    d.hold_w_m = p.number("w_s2_m");
    d.gate_n_w_m = p.number("w_gate_n_m");
    d.share = {p.number("w_s3_m"), p.number("l_s3_m")};
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

std::vector<netlist::VariedDevice> varied_devices(Design const& d) {
    using netlist::DeviceKind;
    std::vector<netlist::VariedDevice> devices;
    auto const mos = [&](std::string name, DeviceKind kind, Size size) {
        devices.push_back({std::move(name), kind, size.w_m, size.l_m, 0});
    };
    auto const gate = [&](std::string const& name, Size size) {
        if (d.ideal_switches) return;
        mos(name + "n", DeviceKind::nmos, {d.gate_n_w_m, size.l_m});
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
        mos(bl + ".s1", DeviceKind::pmos, d.s1);
        gate(bl + ".s2", d.hold_gate(k));
        gate(bl + ".s3", d.share_gate(k));
        devices.push_back({bl + ".ck", DeviceKind::capacitor, 0, 0, d.drawn_c_k_f(k)});
        devices.push_back({bl + ".cc", DeviceKind::capacitor, 0, 0, d.drawn_rest_f(k)});
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
