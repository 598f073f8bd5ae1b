#include "circuits/nn_kernel/circuit.hpp"

#include "circuits/alterations.hpp"
#include "circuits/nn_kernel/observe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>

namespace cimchar::circuits {

namespace nn_kernel {

namespace {

/// All of it clocked, over the first conversions, and their decisions.
std::string deck(Parameters const& parameters, Condition const& condition, netlist::Chip const& chip,
                 SimulatorSettings const& settings, Simulate const& /*simulate*/) {
    Bench const bench{make_design(parameters), condition, chip, settings};
    auto const& d = bench.design;
    auto x = inputs(d, chip.sample());
    x.resize(d.clocked);
    auto const s = clocked(bench, x);
    auto const ideal = bit_lines(d, condition.supply_v, netlist::Chip(), x);
    auto commands = fmt::format("* weights of the rows: {}\n", fmt::join(kernel(d), " "));
    commands += alter_commands(s.alterations) + s.analysis + "\n";
    for (std::size_t c = 0; c < x.size(); ++c) {
        commands += fmt::format("* conversion {} of {:.6g} V: inputs {}; decisions\n", c,
                                d.network.ideal_v(ideal.rising[c]), fmt::join(x[c], " "));
        commands += nn_adc::decision_measures(d.converter, c, begin_s(d));
    }
    return program(*s.deck, s.temperature_c, commands);
}

}  // namespace
}  // namespace nn_kernel

Circuit const& nn_kernel_circuit() {
    using namespace nn_kernel;
    static Circuit const circuit{
        "nn_kernel",
        "a kernel end to end: word lines, one-bit cells, shift-and-add and pipelined converter",
        parameter_infos(),
        [](Parameters const& p) {
            (void)make_design(p);  // refuses what are no weights
            return measure_infos();
        },
        [](Parameters const& p) { return curve_infos(make_design(p)); },
        [](Parameters const& p) { return varied_devices(make_design(p)); },
        deck,
        [](Parameters const& p, Condition const& condition, netlist::Chip const& chip,
           SimulatorSettings const& settings, Simulate const& simulate) {
            return observe({make_design(p), condition, chip, settings}, simulate);
        },
        [](Parameters const& p, Condition const& condition, SimulatorSettings const& settings, Simulate const& simulate,
           Observation& o) {
            check({make_design(p), condition, {}, settings}, simulate, o);
        },
        false,
        "n130",
    };
    return circuit;
}

}  // namespace cimchar::circuits
