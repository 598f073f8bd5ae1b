#include "circuits/neuron_chain/circuit.hpp"

#include "circuits/alterations.hpp"
#include "circuits/neuron_chain/observe.hpp"
#include "circuits/time_neuron/pulses.hpp"

#include <fmt/format.h>

namespace cimchar::circuits {

namespace neuron_chain {

namespace {

/// The first vector of the campaign.
std::string deck(Parameters const& parameters, Condition const& condition, netlist::Chip const& /*nominal*/,
                 SimulatorSettings const& settings, Simulate const& /*simulate*/) {
    Bench const bench{make_design(parameters), condition, settings};
    auto const vector = random_vectors(bench.design).front();
    auto const s = pass(bench, vector);
    double const half_v = condition.supply_v / 2;
    std::string commands = s.analysis + "\n";
    for (int g = 0; g < groups; ++g)
        commands += time_neuron::measured_width(fmt::format("out{}_s", g), fmt::format("out{}", g), half_v);
    commands += time_neuron::measured_width("out_s", "out", half_v);
    return program(*s.deck, s.temperature_c,
                   commands + fmt::format("* ideal: {:.6g} s; no pulse: the measurement fails\n",
                                          bench.design.ideal_pulse_s(vector)));
}

}  // namespace
}  // namespace neuron_chain

Circuit const& neuron_chain_circuit() {
    using namespace neuron_chain;
    static Circuit const circuit{
        "neuron_chain",
        "two layers of time-domain neurons: the pulses of the first drive the word lines of the second",
        parameter_infos(),
        [](Parameters const&) { return measure_infos(); },
        [](Parameters const& p) { return curve_infos(make_design(p)); },
        [](Parameters const&) { return std::vector<netlist::VariedDevice>{}; },
        deck,
        [](Parameters const& p, Condition const& condition, netlist::Chip const& /*nominal*/,
           SimulatorSettings const& settings, Simulate const& simulate) {
            return observe({make_design(p), condition, settings}, simulate);
        },
        {},
    };
    return circuit;
}

}  // namespace cimchar::circuits
