#include "circuits/time_neuron/noise_decks.hpp"

#include "circuits/time_neuron/changes.hpp"

namespace cimchar::circuits::time_neuron {

namespace {

Simulation of_deck(Bench const& bench, Cards cards, std::string analysis, std::vector<std::string> vectors) {
    auto deck = std::move(cards).share();
    auto changes = transistor_changes(bench.chip, *deck);
    return {std::move(deck), bench.condition.temperature_c, std::move(changes), std::move(analysis),
            std::move(vectors)};
}

/// Noise of the current of a source as a voltage: 1 V per ampere; the input source only names a reference.
Simulation current_noise(Bench const& bench, Cards cards, char const* source, double frequency_hz) {
    cards.add("hnoise nout 0 {} 1\nvref nref 0 dc 0 ac 1\nrref nref 0 1k", source);
    return of_deck(bench, std::move(cards), fmt::format("noise v(nout) vref lin 1 {0:.9g} {0:.9g}", frequency_hz),
                   {"onoise_spectrum"});
}

}  // namespace

Simulation comparator_noise(Bench const& bench) {
    auto const& d = bench.design;
    auto cards = head(bench, "time_neuron: noise of the comparator");
    add_bias(cards, d);
    // A loop that only the operating point knows holds the comparator in balance, whatever its offset.
    cards.add("vcn cn 0 {0:.9g}\nbloop loop 0 v={0:.9g}+100*(v(xcmp.c)-v(xcmp.o1))", d.precharge_v);
    cards.add("rloop loop held 1g\ncloop held 0 1\nvin cp held dc 0 ac 1");
    add_comparator(cards, d, "", "vdd");
    return of_deck(bench, std::move(cards), "noise v(xcmp.o1) vin dec 10 100k 100g", {"frequency", "inoise_spectrum"});
}

Simulation comparator_crossing(Bench const& bench, double slope_v_per_s, Disturbance const& pulse) {
    auto const& d = bench.design;
    auto cards = head(bench, "time_neuron: a ramp at the comparator");
    add_bias(cards, d);
    double const stop_s = (crossing_below_v + crossing_above_v) / slope_v_per_s;
    cards.add("vcn cn 0 {:.9g}\nvramp ramped 0 pwl(0 {:.9g} {:.9g} {:.9g})", d.precharge_v,
              d.precharge_v - crossing_below_v, stop_s, d.precharge_v + crossing_above_v);
    double const edge_s = pulse.width_s / 100;
    cards.add("vpulse cp ramped {}", control(edge_s, {pulse.from_s, pulse.from_s + pulse.width_s}, 0, pulse.level_v));
    add_comparator(cards, d, "", "vdd");
    add_crossing(cards);
    return of_deck(
        bench, std::move(cards),
        fmt::format("tran {0:.9g} {1:.9g} 0 {0:.9g}", pulse.width_s / 8 * bench.settings.max_step_scale, stop_s),
        {"v(crossb)"});
}

Simulation ramp_noise(Bench const& bench, double frequency_hz) {
    auto const& d = bench.design;
    auto cards = head(bench, "time_neuron: noise of the ramp");
    add_bias(cards, d);
    cards.add("vramp ramp 0 {:.9g}\nvrampb rampb 0 0", bench.condition.supply_v);
    cards.add("xramp cp vpre ramp rampb pb pc vdd ramp_source {} wc={:.6g} lc={:.6g}", size(d.source), d.cascode.w_m,
              d.cascode.l_m);
    cards.add("vsense cp 0 {:.9g}", d.precharge_v);
    return current_noise(bench, std::move(cards), "vsense", frequency_hz);
}

Simulation column_noise(Bench const& bench, int cells, double frequency_hz) {
    auto const& d = bench.design;
    auto cards = head(bench, "time_neuron: noise of a column");
    add_column_bias(cards, d);
    add_column(cards, d, 'p');
    cards.add("vhold hold 0 0\nvsense cp 0 {:.9g}", d.precharge_v);
    cards.add("rheld vg2 wl 1g\ncheld wl 0 1");  // the level without its noise, which all neurons have in common
    add_cells(cards, d, 'p', "full", "wl", cells);
    add_cells(cards, d, 'p', "idle", "0", d.cells() - cells);
    return current_noise(bench, std::move(cards), "vsense", frequency_hz);
}

}  // namespace cimchar::circuits::time_neuron
