// From one sharing of charge to the next by itself: what S3, S4, S5 and the line between them do in a cycle.
#include "circuits/integrator/changes.hpp"
#include "circuits/integrator/deck.hpp"
#include "core/error.hpp"

namespace cimchar::circuits::integrator {

namespace {

constexpr double preset_end_s = 0.4e-9;

/// A conductance between `a` and `b` while `phase` is at 1 V. Smooth: ngspice's abrupt switch makes it cut its steps
/// without end.
void join(Cards& cards, std::string const& a, std::string const& b, char const* phase) {
    cards.add("bj{0}{1} {0} {1} i=v({0},{1})*(1e-13+1e-2*v({2}))", a, b, phase);
}

}  // namespace

Simulation share(Bench const& bench, SharingLevels const& from) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    CIMCHAR_EXPECT(static_cast<int>(from.v_k.size()) == d.bits);
    double const at = t.cycle_s - t.share_end_s;  // beginning of the cycle, in the bench
    auto cards = head(bench, "from one sharing of charge to the next", share_solver);
    add_control_pair(cards, bench, "s3", {at + t.share_start_s, at + t.share_end_s}, false);
    add_control_pair(cards, bench, "s4", {at + t.share_start_s, at + t.sample_s}, false);
    add_control_pair(cards, bench, "s2", {}, false);
    add_reset_control(cards, bench, "s1", {at + t.reset_end_s}, true);
    add_reset_control(cards, bench, "s5", {at + t.clear_start_s, at + t.clear_end_s}, false);
    cards.add("vpreset preset 0 {}", control(t.edge_s, {preset_end_s}, 0, 1, true));
    cards.add("vtrack track 0 {}", control(t.edge_s, {at + t.share_start_s - t.edge_s}, 0, 1, true));
    // C_k leaves the initial voltage as it does while it integrates, for what leaks meanwhile depends on its level.
    cards.add("vfall fall 0 pwl(0 0 {:.9g} 0 {:.9g} 1)", at + t.reset_end_s, at + t.hold_s);
    // What is left of C_f goes on falling afterwards, by the keeper: volts are nanoseconds here.
    cards.add("vsag sag 0 pwl(0 0 {:.9g} 0 {:.9g} {:.9g})", at + t.share_start_s, at + t.cycle_s,
              (t.cycle_s - t.share_start_s) * 1e9);
    Changes changes(bench);
    for (int k = 0; k < d.bits; ++k) {
        std::string const n = std::to_string(k);
        cards.add("vk{0} l{0} 0 1", k);
        cards.add("bk{0} vc{0} 0 v=v(vini)+(v(l{0})-v(vini))*v(fall)-{1:.9g}*v(sag)", k, d.sag_v_per_s(k) * 1e-9);
        add_switch(cards, d, "s2k" + n, "vc" + n, "ck" + n, "s2", d.hold_gate(k));
        join(cards, "vc" + n, "ck" + n, "track");
        cards.add("cck{0} ck{0} 0 {1:.9g}", k, d.drawn_c_k_f(k));
        add_switch(cards, d, "s3k" + n, "ck" + n, "vs", "s3", d.share_gate(k));
        changes.list.push_back({"vk" + n, from.v_k[static_cast<std::size_t>(k)]});
        changes.gate("s2k" + n, "bl" + n + ".s2");
        changes.gate("s3k" + n, "bl" + n + ".s3");
        changes.capacitor("cck" + n, "bl" + n + ".ck", d.drawn_c_k_f(k));
    }
    add_end_of_row(cards, d);
    cards.add("vout vout 0 1\nvline vline 0 1");
    join(cards, "vout", "cs", "preset");
    join(cards, "vline", "vs", "preset");
    changes.list.push_back({"vout", from.sampled_v});
    changes.list.push_back({"vline", from.line_v});
    changes.gate("s4", "s4");
    changes.capacitor("ccs", "cs", d.drawn_sample_f());
    return transient(bench, std::move(cards), std::move(changes), at + t.cycle_s, {"v(cs)", "v(vs)"});
}

Simulation reset(Bench const& bench) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    auto cards = head(bench, "end of the reset", share_solver);
    constexpr double rest_s = 1e-9;
    double const at = rest_s - t.sample_s;
    add_control_pair(cards, bench, "s3", {at + t.share_end_s}, true);
    add_control_pair(cards, bench, "s4", {at + t.sample_s}, true);
    cards.add("von s2 0 {:.9g}\nvonb s2b 0 0", bench.condition.supply_v);
    add_reset_control(cards, bench, "s1", {}, true);
    add_reset_control(cards, bench, "s5", {}, false);
    if (d.active()) {
        cards.add("vddr vddr 0 {:.9g}", bench.condition.supply_v);
        add_bias(cards, bench, d.bits);
    }
    Changes changes(bench);
    for (int k = 0; k < d.bits; ++k) {
        std::string const n = std::to_string(k);
        add_integrating_capacitor(cards, d, k, n);
        if (d.active()) {
            add_isolation(cards, d, n);
            cards.add("cline{0} bl{0} 0 {1:.9g}", k, d.c_line_f);
            changes.isolation(n, "bl" + n);
        }
        add_switch(cards, d, "s2k" + n, "vc" + n, "ck" + n, "s2", d.hold_gate(k));
        cards.add("cck{0} ck{0} 0 {1:.9g}", k, d.drawn_c_k_f(k));
        add_switch(cards, d, "s3k" + n, "ck" + n, "vs", "s3", d.share_gate(k));
        changes.reset_switch(n, "bl" + n);
        changes.gate("s2k" + n, "bl" + n + ".s2");
        changes.gate("s3k" + n, "bl" + n + ".s3");
    }
    add_end_of_row(cards, d);
    changes.gate("s4", "s4");
    return transient(bench, std::move(cards), std::move(changes), at + t.cycle_s, {"v(cs)"});
}

Simulation leakage(Bench const& bench, double low_v, double high_v, int points) {
    auto const& d = bench.design;
    int const k = d.bits - 1;
    auto cards = head(bench, "leakage of an open S3", share_solver);
    cards.add("von s3 0 0\nvonb s3b 0 {:.9g}\nvck ck 0 1\nvvs vs 0 1", bench.condition.supply_v);
    add_switch(cards, d, "s3", "ck", "vs", "s3", d.share_gate(k));
    Changes changes(bench);
    changes.gate("s3", fmt::format("bl{}.s3", k));
    std::string const range = fmt::format("{:.9g} {:.9g} {:.9g}", low_v, high_v, (high_v - low_v) / (points - 1));
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            std::move(changes.list),
            fmt::format("dc vck {0} vvs {0}", range),
            {"i(vck)"}};
}

Simulation line_admittance(Bench const& bench, double frequency_hz) {
    auto const& d = bench.design;
    auto cards = head(bench, "capacitance of the line between S3 and S4", share_solver);
    cards.add("von s3 0 0\nvonb s3b 0 {0:.9g}\nvon4 s4 0 0\nvonb4 s4b 0 {0:.9g}", bench.condition.supply_v);
    add_reset_control(cards, bench, "s1", {}, false);
    add_reset_control(cards, bench, "s5", {}, false);
    double const initial_v = d.initial_voltage(bench.condition);
    cards.add("vvs vs 0 dc {0:.9g} ac 1\nvcd cd 0 {0:.9g}\nvcs cs 0 {0:.9g}", initial_v);
    for (int k = 0; k < d.bits; ++k) {
        cards.add("vck{0} ck{0} 0 {1:.9g}", k, initial_v);
        add_switch(cards, d, fmt::format("s3k{}", k), fmt::format("ck{}", k), "vs", "s3", d.share_gate(k));
    }
    add_end_of_row(cards, d);
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            {},
            fmt::format("ac lin 1 {0:.9g} {0:.9g}", frequency_hz),
            {"i(vvs)"}};
}

}  // namespace cimchar::circuits::integrator
