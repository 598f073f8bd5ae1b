// The sharing of charge by itself: capacitors preset through ideal switches, then S3 and S4 as in a cycle.
#include "circuits/integrator/changes.hpp"
#include "circuits/integrator/deck.hpp"
#include "core/error.hpp"

namespace cimchar::circuits::integrator {

namespace {

// Times of the sharing bench [s].
constexpr double preset_end_s = 0.4e-9;
constexpr double close_s = 1e-9;

/// A conductance that takes `node` to `source` while the preset lasts. Smooth: ngspice's abrupt switch makes it cut
/// its steps without end.
void add_preset(Cards& cards, std::string const& source, std::string const& node) {
    cards.add("bpre{1} {0} {1} i=v({0},{1})*(1e-13+1e-3*v(preset))", source, node);
}

Cards share_head(Bench const& bench, std::string const& title, bool starts_closed, double open4_s, double open3_s) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    auto cards = head(bench, title, share_solver);
    if (starts_closed) {
        add_control_pair(cards, bench, "s3", {open3_s}, true);
        add_control_pair(cards, bench, "s4", {open4_s}, true);
    } else {
        add_control_pair(cards, bench, "s3", {close_s, open3_s}, false);
        add_control_pair(cards, bench, "s4", {close_s, open4_s}, false);
    }
    add_control_pair(cards, bench, "s2", {}, starts_closed);
    cards.add("vs1 s1 0 {}", control(t, {0.2e-9}, 0, bench.condition.supply_v));
    cards.add("vpreset preset 0 {}", control(t, {preset_end_s}, 0, 1, true));
    for (int k = 0; k < d.bits; ++k) {
        cards.add("vk{0} vc{0} 0 1", k);
        add_switch(cards, d, fmt::format("s2k{}", k), fmt::format("vc{}", k), fmt::format("ck{}", k), "s2",
                   d.hold_gate(k));
        add_preset(cards, fmt::format("vc{}", k), fmt::format("ck{}", k));
        cards.add("cck{0} ck{0} 0 {1:.9g}", k, d.drawn_c_k_f(k));
        add_switch(cards, d, fmt::format("s3k{}", k), fmt::format("ck{}", k), "vs", "s3", d.share_gate(k));
    }
    add_end_of_row(cards, d);
    cards.add("vout vout 0 1");
    add_preset(cards, "vout", "cs");
    add_preset(cards, "vout", "vs");
    return cards;
}

void share_changes(Changes& changes, Bench const& bench) {
    auto const& d = bench.design;
    for (int k = 0; k < d.bits; ++k) {
        changes.gate(fmt::format("s2k{}", k), fmt::format("bl{}.s2", k));
        changes.gate(fmt::format("s3k{}", k), fmt::format("bl{}.s3", k));
        changes.capacitor(fmt::format("cck{}", k), fmt::format("bl{}.ck", k), d.drawn_c_k_f(k));
    }
    changes.gate("s4", "s4");
    changes.capacitor("ccs", "cs", d.drawn_sample_f());
}

}  // namespace

Simulation share(Bench const& bench, std::vector<double> const& v_k, double v_out) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    CIMCHAR_EXPECT(static_cast<int>(v_k.size()) == d.bits);
    double const open4_s = close_s + t.sample_s - t.share_start_s;
    double const open3_s = close_s + t.share_end_s - t.share_start_s;
    auto cards = share_head(bench, "sharing of charge", false, open4_s, open3_s);
    Changes changes(bench);
    for (int k = 0; k < d.bits; ++k) changes.list.push_back({fmt::format("vk{}", k), v_k[static_cast<std::size_t>(k)]});
    changes.list.push_back({"vout", v_out});
    share_changes(changes, bench);
    return transient(bench, std::move(cards), std::move(changes), open3_s + 1e-9, {"v(cs)"});
}

Simulation start(Bench const& bench) {
    auto const& d = bench.design;
    double const initial_v = d.initial_voltage(bench.condition);
    auto cards = share_head(bench, "reset of the sampling capacitor", true, 2e-9, 3e-9);
    Changes changes(bench);
    for (int k = 0; k < d.bits; ++k) changes.list.push_back({fmt::format("vk{}", k), initial_v});
    changes.list.push_back({"vout", initial_v});
    share_changes(changes, bench);
    return transient(bench, std::move(cards), std::move(changes), 4e-9, {"v(cs)"});
}

}  // namespace cimchar::circuits::integrator
