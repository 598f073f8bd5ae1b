#include "circuits/integrator/elements.hpp"

#include "netlist/files.hpp"

#include <algorithm>

namespace cimchar::circuits::integrator {

namespace {

constexpr double usual_abstol_a = 1e-12;
constexpr double amplifier_abstol_a = 1e-11;  // an op amp's currents are a hundred times a regulator's
constexpr int replica_cells = 16;             // of the bias: averages their mismatch, costs 16 cell currents a core

std::string cell_kind(Design const& design) {
    return design.swap ? "cell_1r1t" : "cell_1t1r";
}

std::string cell_sizes(Design const& design) {
    return fmt::format("{} b={:.6g}", size(design.t2), design.rram_b_per_v);
}

/// The reference current belongs to the op amp: a gate line shared with others carries what one does into them, and a
/// decoupled one remembers it for cycles.
void add_amplifier(Cards& cards, Design const& d, std::string const& n) {
    auto const& a = d.amplifier;
    if (a.ideal) {
        cards.add("xamp{0} vini bl{0} vc{0} amplifier_ideal", n);
        return;
    }
    cards.add("iref{0} mp{0} 0 {1:.9g}", n, d.i_ref_a);
    cards.add("xamp{0} vini bl{0} vc{0} mp{0} vddr amplifier cc={1:.6g} rz={2:.6g}", n, a.c_miller_f, a.r_zero_ohm);
    for (auto const& [letter, s] : {std::pair{'p', a.pair}, std::pair{'l', a.load}, std::pair{'t', a.tail},
                                    std::pair{'d', a.driver}, std::pair{'s', a.source}, std::pair{'m', a.mirror}})
        cards.add("+ w{0}={1:.6g} l{0}={2:.6g}", letter, s.w_m, s.l_m);
}

}  // namespace

void add_control_pair(Cards& cards, Bench const& bench, std::string const& name, std::vector<double> const& edges,
                      bool starts_high) {
    auto const& timing = bench.design.timing;
    cards.add("v{0} {0} 0 {1}", name, control(timing.edge_s, edges, 0, bench.condition.supply_v, starts_high));
    cards.add("v{0}b {0}b 0 {1}", name, control(timing.edge_s, edges, 0, bench.condition.supply_v, !starts_high));
}

void add_reset_control(Cards& cards, Bench const& bench, std::string const& name, std::vector<double> const& edges,
                       bool starts_closed) {
    if (bench.design.active())
        add_control_pair(cards, bench, name, edges, starts_closed);
    else
        cards.add("v{0} {0} 0 {1}", name,
                  control(bench.design.timing.edge_s, edges, 0, bench.condition.supply_v, !starts_closed));
}

Edges edges_of(Timing const& t, double begin_s, int cycles) {
    Edges e;
    for (int c = 0; c < cycles; ++c) {
        double const at = begin_s + c * t.cycle_s;
        e.s1.insert(e.s1.end(), {at + t.reset_end_s, at + t.cycle_s});
        e.s2.insert(e.s2.end(), {at + t.hold_s, at + t.cycle_s});
        e.s3.insert(e.s3.end(), {at + t.share_start_s, at + t.share_end_s});
        e.s4.insert(e.s4.end(), {at + t.share_start_s, at + t.sample_s});
        e.s5.insert(e.s5.end(), {at + t.clear_start_s, at + t.clear_end_s});
    }
    return e;
}

Cards head(Bench const& bench, std::string const& title, Solver const& solver) {
    Cards cards;
    bool const active = bench.design.active();
    cards.add("* cimchar {}: {}", active ? "active integrator" : "integrator", title);
    cards.add(".options reltol={:g} abstol={:g} vntol={:g} chgtol=1e-17 trtol={:g} xmu={:g}",
              solver.part_of_reltol * bench.settings.reltol, active ? amplifier_abstol_a : usual_abstol_a,
              solver.vntol_v, solver.trtol, solver.xmu);
    cards.add("{}", netlist::model_cards("cards/n45.lib", bench.condition.process));
    cards.add("{}\n{}", netlist::subcircuits("elements.cir"), netlist::subcircuits("integrator.cir"));
    if (active) cards.add("{}", netlist::subcircuits("active_integrator.cir"));
    cards.add("vdd vdd 0 {:.9g}", bench.condition.supply_v);
    cards.add("vini vini 0 {:.9g}", bench.design.initial_voltage(bench.condition));
    return cards;
}

void add_bias(Cards& cards, Bench const& bench, int bit_lines) {
    auto const& d = bench.design;
    double const part = static_cast<double>(bit_lines) / d.bits;
    if (d.regulator) {
        cards.add("iref mp 0 {:.9g}", part * d.i_ref_a);
        cards.add("xmref mp mp vdd vdd n45_p {} m={:g}", size(d.mirror), part);
        cards.add("cmp mp vdd {:.9g}", bit_lines * d.c_bias_f);
    }
    if (d.keeper_a > 0) {
        cards.add("ikeep 0 mk {:.9g}", part * d.keeper_a);
        cards.add("xmkref mk mk 0 0 n45_n {} m={:g}", size(d.keeper), part);
        cards.add("cmk mk 0 {:.9g}", bit_lines * d.c_bias_f);
    }
    if (!d.swap) {
        cards.add("vg2 vg2 0 {:.9g}", bench.condition.supply_v);
    } else if (d.bias_replica) {
        cards.add("irep 0 vg2 {:.9g}", replica_cells * d.cell_current_a);
        cards.add("xrep vg2 vg2 cell_1r1t {} r={:.9g} m={}", cell_sizes(d), d.r_lrs_ohm, replica_cells);
    } else {
        cards.add("vg2 vg2 0 {:.9g}", d.v_g2_v);
    }
}

void add_integrating_capacitor(Cards& cards, Design const& d, int k, std::string const& n) {
    std::string const vc = "vc" + n;
    add_reset_switch(cards, d, of_line("s1", n), vc, "s1", d.active() ? "bl" + n : "vini", d.s1);
    cards.add("ccc{} {} {} {:.9g}", n, vc, d.active() ? "bl" + n : "0", d.integrating_f(k));
}

void add_isolation(Cards& cards, Design const& d, std::string const& n) {
    if (d.active()) {
        add_amplifier(cards, d, n);
        return;
    }
    if (d.keeper_a > 0) cards.add("xkeep{0} bl{0} mk 0 0 n45_n {1}", n, size(d.keeper));
    if (!d.isolation) {
        cards.add("vt0{0} vc{0} bl{0} 0", n);
        return;
    }
    cards.add("xt0{0} vc{0} g0{0} bl{0} 0 n45_n {1}", n, size(d.t0));
    if (d.regulator)
        cards.add("xreg{0} bl{0} g0{0} mp vddr regulator w1={1:.6g} l1={2:.6g} wm={3:.6g} lm={4:.6g}", n, d.t1.w_m,
                  d.t1.l_m, d.mirror.w_m, d.mirror.l_m);
    else
        cards.add("vg0{0} g0{0} 0 {1:.9g}", n, d.v_g0_v);
}

void add_group(Cards& cards, Design const& d, std::string const& name, std::string const& bl, std::string const& wl,
               double r_ohm, double m) {
    cards.add("x{} {} {} {} {} r={:.9g} m={:.9g}", name, bl, wl, cell_kind(d), cell_sizes(d), r_ohm, std::max(m, few));
}

void add_switch(Cards& cards, Design const& d, std::string const& name, std::string const& a, std::string const& b,
                std::string const& on, Size s) {
    if (d.ideal_switches)
        cards.add("x{} {} {} {} {}b vdd switch_ideal", name, a, b, on, on);
    else
        cards.add("x{} {} {} {} {}b vdd switch_tg {} wn={:.6g}", name, a, b, on, on, size(s), d.gate_n(s).w_m);
}

void add_reset_switch(Cards& cards, Design const& d, std::string const& name, std::string const& a,
                      std::string const& control, std::string const& b, Size s) {
    if (!d.active())
        cards.add("x{} {} {} {} vdd n45_p {}", name, a, control, b, size(s));
    else if (d.ideal_switches)
        cards.add("x{0} {1} {2} {3} {3}b vdd switch_ideal", name, a, b, control);
    else
        cards.add("x{} {} {} {} 0 n45_n {}", name, a, control, b, size(s));
}

void add_end_of_row(Cards& cards, Design const& d) {
    add_reset_switch(cards, d, "s1d", "cd", "s1", "vini", {smallest_width_m, d.s1.l_m});
    cards.add("ccd cd 0 {:.9g}", d.drawn_c_k_f(0));
    add_switch(cards, d, "s3d", "cd", "vs", "s3", d.share_gate(0));
    add_switch(cards, d, "s4", "vs", "cs", "s4", d.share_gate(d.bits - 1));
    add_reset_switch(cards, d, "s5", "vs", "s5", "vini", d.s5);
    cards.add("ccs cs 0 {:.9g}", d.drawn_sample_f());
}

}  // namespace cimchar::circuits::integrator
