#include "circuits/integrator/reading.hpp"

#include "circuits/integrator/changes.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::circuits::integrator {

Simulation reading(Bench const& bench, double r_ohm, bool selected) {
    auto const& d = bench.design;
    Timing const& t = d.timing;
    ReadingTiming const r;
    int const k = d.bits - 1;
    double const supply_v = bench.condition.supply_v;
    auto cards = head(bench, "reading of a resistance", share_solver);
    cards.add("vddr vddr 0 {:.9g}", supply_v);
    add_bias(cards, bench, 1);
    cards.add("vx x 0 1\nrx x 0 1k");
    cards.add("vph ph 0 {}", control(t.edge_s, {t.word_line_on_s, r.integration_end_s() + 1e-9}, 0, 1));
    cards.add("bwl wl 0 v=v(vg2)*v(ph)*v(x)");
    cards.add("vs1 s1 0 {}", control(t.edge_s, {r.reset_end_s}, 0, supply_v));
    cards.add("vs5 s5 0 {}", control(t.edge_s, {r.isolate_s + 1e-9, r.integration_end_s()}, 0, supply_v, true));
    add_control_pair(cards, bench, "s2", {}, true);
    add_control_pair(cards, bench, "s3", {r.isolate_s, r.share_start_s(), r.stop_s() - 1.1e-9}, true);
    add_control_pair(cards, bench, "s4", {r.isolate_s, r.share_start_s(), r.stop_s() - 2e-9}, true);
    add_control_pair(cards, bench, "off", {}, false);
    cards.add("xs1 vc s1 vini vdd n45_p {}", size(d.s1));
    cards.add("ccc vc 0 {:.9g}", d.drawn_rest_f(k));
    add_switch(cards, d, "s2", "vc", "ck", "s2", d.hold_gate(k));
    cards.add("cck ck 0 {:.9g}", d.drawn_c_k_f(k));
    add_switch(cards, d, "s3", "ck", "vs", "s3", d.share_gate(k));
    // The other bit lines' gates load the line; their capacitors rest at the initial voltage.
    for (int other = 0; other < k; ++other)
        add_switch(cards, d, "s3k" + std::to_string(other), "vini", "vs", "off", d.share_gate(other));
    add_switch(cards, d, "s4", "vs", "cs", "s4", d.share_gate(k));
    cards.add("ccs cs 0 {:.9g}", d.drawn_sample_f());
    cards.add("xs5 vs s5 vini vdd n45_p {}", size(d.s5));
    add_isolation(cards, d, "");
    cards.add("cline bl 0 {:.9g}", d.c_line_f);
    add_group(cards, d, "read", "bl", "wl", d.r_lrs_ohm, 1);
    add_group(cards, d, "idl", "bl", "0", d.r_lrs_ohm, 1);

    Changes changes(bench);
    std::string const line = fmt::format("bl{}", k);
    changes.list.push_back({"vx", selected ? 1.0 : 0.0});
    double const element_ohm = selected ? r_ohm : d.r_lrs_ohm;  // unselected, it carries nothing
    changes.list.push_back({"r.xread.xr.r0", element_ohm / (1 + bench.chip.deviation(line + ".row0.rram", "g"))});
    changes.cells("idl", d.r_lrs_ohm, d.rows - 1);
    changes.bias();
    changes.isolation("", line);
    changes.transistor("m.xread.m0", line + ".row0.t2", true);
    changes.transistor("m.xs1.m0", line + ".s1", false);
    changes.gate("s2", line + ".s2");
    changes.gate("s3", line + ".s3");
    changes.gate("s4", "s4");
    changes.capacitor("ccc", line + ".cc", d.drawn_rest_f(k));
    changes.capacitor("cck", line + ".ck", d.drawn_c_k_f(k));
    changes.capacitor("ccs", "cs", d.drawn_sample_f());
    return transient(bench, std::move(cards), std::move(changes), r.stop_s(), {"v(cs)"});
}

ReadResistance read_resistance(Bench const& bench, double r_ohm, Simulate const& simulate) {
    auto const& d = bench.design;
    ReadResistance result;
    result.out_v = simulate(reading(bench, r_ohm, true))["v(cs)"].back();
    result.step_v = simulate(reading(bench, r_ohm, false))["v(cs)"].back() - result.out_v;
    double const v_r_v = d.cell_current_a * d.r_lrs_ohm;
    result.r_ohm = v_r_v * ReadingTiming().integration_s / (2 * d.c_f_f * result.step_v);
    return result;
}

Observation observe_reading(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    Observation o;
    auto& read = o.curves["r_read_ohm"];
    auto const points = sweep_points(d);
    double const own = 1 + bench.chip.deviation(fmt::format("bl{}.row0.rram", d.bits - 1), "g");
    double largest = 0;
    for (double const r_ohm : points) {
        read.push_back(read_resistance(bench, r_ohm, simulate).r_ohm);
        largest = std::max(largest, std::abs(read.back() / (r_ohm / own) - 1));
    }
    auto const lrs = read_resistance(bench, d.r_lrs_ohm, simulate);
    o.scalars["r_read_ohm"] = lrs.r_ohm;
    o.scalars["r_read_error"] = lrs.r_ohm / d.r_lrs_ohm - 1;
    o.scalars["r_read_error_max"] = largest;
    o.scalars["read_v"] = lrs.out_v;
    o.scalars["read_step_v"] = lrs.step_v;
    o.scalars["read_time_s"] = ReadingTiming().stop_s();
    return o;
}

}  // namespace cimchar::circuits::integrator
