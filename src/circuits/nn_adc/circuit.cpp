#include "circuits/nn_adc/circuit.hpp"

#include "circuits/alterations.hpp"
#include "circuits/nn_adc/observe.hpp"

#include <fmt/format.h>

namespace cimchar::circuits {

namespace nn_adc {

namespace {

/// The clocked conversions, and their decisions.
std::string deck(Parameters const& parameters, Condition const& condition, netlist::Chip const& chip,
                 SimulatorSettings const& settings, Simulate const& /*simulate*/) {
    Bench bench{make_design(parameters), condition, chip, settings};
    constexpr int shown = 8;
    bench.design.clocked = std::min(bench.design.clocked, shown);
    auto const s = clocked(bench);
    auto commands = alter_commands(s.alterations) + s.analysis + "\n";
    auto const v = clocked_v(bench.design);
    for (std::size_t c = 0; c < v.size(); ++c) {
        commands += fmt::format("* conversion {} of {:.6g} V: decisions\n", c, v[c]);
        commands += decision_measures(bench.design, c, 0);
    }
    return program(*s.deck, s.temperature_c, commands);
}

}  // namespace
}  // namespace nn_adc

Circuit const& nn_adc_circuit() {
    using namespace nn_adc;
    static Circuit const circuit{
        "nn_adc",
        "8-bit pipelined converter of trained networks of RRAM crossbars and inverters",
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
