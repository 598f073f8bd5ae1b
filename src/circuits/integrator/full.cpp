// The whole multiplication as one transient.
#include "circuits/integrator/changes.hpp"
#include "circuits/integrator/deck.hpp"
#include "core/error.hpp"

#include <tuple>

namespace cimchar::circuits::integrator {

Simulation full(Bench const& bench, int input, std::vector<Cells> const& cells) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    CIMCHAR_EXPECT(static_cast<int>(cells.size()) == d.bits);
    auto cards =
        head(bench, fmt::format("{}-bit multiplication", d.bits), d.active() ? full_active_solver : full_solver);
    cards.add("vddr vddr 0 {:.9g}", bench.condition.supply_v);
    add_bias(cards, bench, d.bits);
    // The first cycle resets everything, the sampling capacitor too: all switches closed.
    double const begin_s = t.cycle_s;
    auto const edges = edges_of(t, begin_s, d.bits);
    std::string drive;
    for (int j = 0; j < d.bits; ++j) {
        double const at = begin_s + j * t.cycle_s;
        cards.add("vx{0} x{0} 0 1\nrx{0} x{0} 0 1k", j);
        cards.add("vp{0} p{0} 0 {1}", j, control(t.edge_s, {at + t.word_line_on_s, at + t.word_line_off_s}, 0, 1));
        drive += fmt::format("{0}v(x{1})*v(p{1})", j == 0 ? "" : "+", j);
    }
    cards.add("bwl wl 0 v=v(vg2)*({})", drive);
    auto closed_first = [&](std::vector<double> e, double open_s) {
        e.insert(e.begin(), open_s);
        return e;
    };
    add_reset_control(cards, bench, "s1", edges.s1, true);
    add_reset_control(cards, bench, "s5", edges.s5, false);
    add_control_pair(cards, bench, "s2", edges.s2, true);
    add_control_pair(cards, bench, "s3", closed_first(edges.s3, t.share_end_s), true);
    add_control_pair(cards, bench, "s4", closed_first(edges.s4, t.sample_s), true);
    Changes changes(bench);
    changes.bias();
    for (int j = 0; j < d.bits; ++j)
        changes.list.push_back({fmt::format("vx{}", j), static_cast<double>((input >> j) & 1)});
    for (int k = 0; k < d.bits; ++k) {
        std::string const n = std::to_string(k);
        std::string const device = "bl" + n;
        add_integrating_capacitor(cards, d, k, n);
        add_switch(cards, d, "s2k" + n, "vc" + n, "ck" + n, "s2", d.hold_gate(k));
        cards.add("cck{0} ck{0} 0 {1:.9g}", k, d.drawn_c_k_f(k));
        add_switch(cards, d, "s3k" + n, "ck" + n, "vs", "s3", d.share_gate(k));
        add_isolation(cards, d, n);
        cards.add("cline{0} bl{0} 0 {1:.9g}", k, d.c_line_f);
        auto const& c = cells[static_cast<std::size_t>(k)];
        for (auto const& [name, wl, r_ohm, m] :
             {std::tuple{"onl", "wl", d.r_lrs_ohm, c.on_lrs}, std::tuple{"onh", "wl", d.r_hrs_ohm, c.on_hrs},
              std::tuple{"idl", "0", d.r_lrs_ohm, c.idle_lrs}, std::tuple{"idh", "0", d.r_hrs_ohm, c.idle_hrs}}) {
            if (m == 0) continue;
            add_group(cards, d, name + n, "bl" + n, wl, r_ohm, m);
            changes.cells(name + n, r_ohm, m);
        }
        changes.isolation(n, device);
        changes.integrating_capacitor(k, n, device);
        changes.gate("s2k" + n, device + ".s2");
        changes.gate("s3k" + n, device + ".s3");
        changes.capacitor("cck" + n, device + ".ck", d.drawn_c_k_f(k));
    }
    add_end_of_row(cards, d);
    changes.gate("s4", "s4");
    changes.capacitor("ccs", "cs", d.drawn_sample_f());
    return transient(bench, std::move(cards), std::move(changes), d.latency_s(),
                     {"v(cs)", "v(ck0)", fmt::format("v(ck{})", d.bits - 1), "v(bl0)", "i(vini)", "i(vddr)", "i(bwl)"});
}

}  // namespace cimchar::circuits::integrator
