#include "circuits/integrator/amplifier.hpp"

#include "circuits/integrator/changes.hpp"
#include "circuits/waveform.hpp"
#include "metrics/power.hpp"

#include <cmath>
#include <complex>
#include <numbers>

namespace cimchar::circuits::integrator {

namespace {

/// The largest bit line, idle, without its op amp: the op amp has `n` for its name.
Cards around_amplifier(Bench const& bench, Changes& changes, std::string const& title, std::string const& n,
                       bool resetting) {
    auto const& d = bench.design;
    int const k = d.bits - 1;
    std::string const device = fmt::format("bl{}", k);
    auto cards = head(bench, title, line_solver);
    cards.add("vddr vddr 0 {:.9g}", bench.condition.supply_v);
    add_bias(cards, bench, 1);
    add_reset_control(cards, bench, "s1", {}, resetting);
    add_control_pair(cards, bench, "s2", {}, true);
    add_integrating_capacitor(cards, d, k, "");
    add_switch(cards, d, "s2", "vc", "ck", "s2", d.hold_gate(k));
    cards.add("cck ck 0 {:.9g}", d.drawn_c_k_f(k));
    cards.add("cline bl 0 {:.9g}", d.c_line_f);
    add_group(cards, d, "idl", "bl", "0", d.r_lrs_ohm, 1);
    add_isolation(cards, d, n);
    changes.cells("idl", d.r_lrs_ohm, d.rows);
    changes.bias();
    changes.isolation(n, device);
    changes.integrating_capacitor(k, "", device);
    changes.gate("s2", device + ".s2");
    changes.capacitor("cck", device + ".ck", d.drawn_c_k_f(k));
    return cards;
}

}  // namespace

Simulation amplifier_loop(Bench const& bench) {
    Changes changes(bench);
    auto cards = around_amplifier(bench, changes, "loop of an op amp", "a", true);
    // Closed at DC, open at every frequency of the analysis.
    cards.add("vjoin vca vc 0\nlbreak bla bl 1k\ncbreak bla in 1\nvin in 0 dc 0 ac 1");
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            std::move(changes.list),
            "ac dec 20 10k 10g",
            {"v(bl)"}};
}

Simulation amplifier_noise(Bench const& bench, bool resetting) {
    Changes changes(bench);
    auto cards = around_amplifier(bench, changes, "noise of an op amp", "", resetting);
    // While S1 is open, a noiseless short at DC keeps the operating point: the idle cells' leakage would saturate the
    // op amp.
    cards.add("lkeep bl vc 1meg\nvref nref 0 dc 0 ac 1\nrref nref 0 1k");
    // From about one over the time of a conversion on: what is slower is an offset of the conversion.
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            std::move(changes.list),
            fmt::format("noise {} vref dec 20 1meg 10g", resetting ? "v(vc,bl)" : "v(ck)"),
            {"onoise_spectrum"}};
}

LoopGain loop_gain(Waveforms const& w) {
    auto const& re = w["re(v(bl))"];
    auto const& im = w["im(v(bl))"];
    std::complex<double> const lowest = -std::complex<double>(re.front(), im.front());
    double const already_deg = std::arg(lowest) * 180 / std::numbers::pi;
    return {20 * std::log10(std::abs(lowest)), unity_gain_of(w["frequency"], re, im),
            already_deg + phase_margin_of(w["frequency"], re, im)};
}

void add_loop_gain(Observation& o, Bench const& bench, Simulate const& simulate) {
    auto const loop = loop_gain(simulate(amplifier_loop(bench)));
    o.scalars["amplifier_gain_db"] = loop.gain_db;
    o.scalars["amplifier_unity_gain_hz"] = loop.unity_gain_hz;
    o.scalars["amplifier_phase_margin_deg"] = loop.phase_margin_deg;
}

double held_noise_v2(Bench const& bench, Simulate const& simulate) {
    double sum_v2 = 0;
    for (bool const resetting : {true, false}) {
        auto const w = simulate(amplifier_noise(bench, resetting));
        auto density_v2 = w["onoise_spectrum"];  // one-sided, V/√Hz
        for (double& v : density_v2) v *= v;
        auto const& frequency = w["frequency"];
        sum_v2 += metrics::integral(frequency, density_v2, frequency.front(), frequency.back());
    }
    return sum_v2;
}

}  // namespace cimchar::circuits::integrator
