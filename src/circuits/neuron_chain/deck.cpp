#include "circuits/neuron_chain/deck.hpp"

#include "circuits/time_neuron/deck.hpp"

namespace cimchar::circuits::neuron_chain {

namespace {

using time_neuron::add_cells;
using time_neuron::add_column;
using time_neuron::add_neuron;
using time_neuron::add_pulse;

/// Controls of a layer, then what all neurons share: nodes of every subcircuit below.
constexpr char const* shared_nodes = "mp mk vg2 nb pb pc vdd vpre";

std::string controls(std::string const& suffix) {
    std::string nodes;
    for (char const* name : {"prech", "kick", "kickb", "hold", "ramp", "rampb", "window"}) nodes += name + suffix + " ";
    return nodes;
}

/// A neuron of the first layer: word lines that the clock drives.
void add_first(Cards& cards, Design const& d, time_neuron::Bench const& bench, std::size_t g, int sum) {
    cards.add(".subckt first{} {}{} start out", g, controls(""), shared_nodes);
    for (char const c : {'p', 'n'}) {
        add_column(cards, d.neuron, c);
        time_neuron::add_driven_cells(cards, d.neuron, c, c == 'p' ? std::max(sum, 0) : std::max(-sum, 0));
    }
    add_neuron(cards, bench, "", "vdd");
    add_pulse(cards, "out");
    cards.add(".ends");
}

/// The neuron of the second layer: the pulses of the first drive its word lines.
void add_second(Cards& cards, Design const& d, time_neuron::Bench const& bench, Vector const& v) {
    std::string lines;
    for (int g = 0; g < groups; ++g) lines += fmt::format(" wl{}", g);
    cards.add(".subckt second {}{} start out{}", controls(""), shared_nodes, lines);
    for (char const c : {'p', 'n'}) {
        add_column(cards, d.neuron, c);
        int driven = 0;
        for (std::size_t g = 0; g < groups; ++g) {
            int const cells = c == 'p' ? v.positive[g] : v.negative[g];
            add_cells(cards, d.neuron, c, fmt::format("g{}", g), fmt::format("wl{}", g), cells);
            driven += cells;
        }
        add_cells(cards, d.neuron, c, "idle", "0", d.neuron.cells() - driven);
    }
    add_neuron(cards, bench, "", "vdd");
    add_pulse(cards, "out");
    cards.add(".ends");
}

/// The replica that starts the pulses of a layer.
void add_replica(Cards& cards, time_neuron::Bench const& bench, std::string const& name) {
    cards.add(".subckt {} {}{} start", name, controls(""), shared_nodes);
    add_neuron(cards, bench, "r", "vdd");
    cards.add("xir or start vdd inverter\n.ends");
}

}  // namespace

Simulation pass(Bench const& bench, Vector const& v) {
    auto const& d = bench.design;
    double const vdd_v = bench.condition.supply_v;
    time_neuron::Bench const first{d.neuron, bench.condition, {}, bench.settings};
    auto second = first;
    second.design.timing = d.second;
    auto cards = time_neuron::head(first, "neuron_chain: one vector through two layers");
    time_neuron::add_bias(cards, d.neuron);
    time_neuron::add_column_bias(cards, d.neuron);
    time_neuron::add_controls(cards, d.neuron.timing, vdd_v, "");
    time_neuron::add_controls(cards, d.second, vdd_v, "2");
    for (std::size_t g = 0; g < groups; ++g) add_first(cards, d, first, g, v.sum[g]);
    add_replica(cards, first, "replica1");
    add_second(cards, d, second, v);
    add_replica(cards, second, "replica2");

    auto const nodes = controls("") + shared_nodes;
    auto const nodes2 = controls("2") + shared_nodes;
    // The level of the word lines is buffered; the drivers take it from there.
    cards.add("evl vl 0 vg2 0 1");
    std::string lines;
    std::vector<std::string> vectors;
    for (std::size_t g = 0; g < groups; ++g) {
        cards.add("xfirst{0} {1} start out{0} first{0}", g, nodes);
        cards.add("xdrive{0} out{0} wl{0} vl vdd word_line_driver\ncwl{0} wl{0} 0 {1:.9g}", g, d.neuron.load_f);
        lines += fmt::format(" wl{}", g);
        vectors.push_back(fmt::format("v(out{})", g));
    }
    cards.add("xreplica1 {} start replica1", nodes);
    cards.add("xsecond {} start2 out{} second\ncload out 0 {:.9g}", nodes2, lines, d.neuron.load_f);
    cards.add("xreplica2 {} start2 replica2", nodes2);
    vectors.insert(vectors.end(), {"v(out)", "i(vdd)"});
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            {},
            fmt::format("tran 50p {:.9g} 0 {:.9g}", d.second.stop_s,
                        time_neuron::max_step_s * bench.settings.max_step_scale),
            std::move(vectors)};
}

}  // namespace cimchar::circuits::neuron_chain
