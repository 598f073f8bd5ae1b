#include "circuits/nn_shift_add/circuit.hpp"

#include "circuits/alterations.hpp"
#include "circuits/nn_shift_add/observe.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace cimchar::circuits {

namespace nn_shift_add {

namespace {

/// The first conversions of the campaign, as many as one looks at.
std::string deck(Parameters const& parameters, Condition const& condition, netlist::Chip const& chip,
                 SimulatorSettings const& settings, Simulate const& /*simulate*/) {
    constexpr std::size_t shown = 8;
    Bench const bench{make_design(parameters), condition, chip, settings};
    auto all = conversions(bench.design);
    all.resize(std::min(all.size(), shown));
    auto const s = transient(bench, {all, {}, {}, 0});
    auto commands = alter_commands(s.alterations) + s.analysis + "\n";
    commands += fmt::format("let result_v=(v(port_p)-v(port_n)+{:.9g})/2\n", bench.design.weights.full_scale_v);
    for (std::size_t i = 0; i < all.size(); ++i)
        commands += fmt::format("meas tran result{0} find result_v at={1:.9g}\n* ideal: {2:.6g} V\n", i,
                                read_s(bench.design, i, bench.design.slices() - 1), bench.design.ideal_v(all[i]));
    return program(*s.deck, s.temperature_c, commands);
}

}  // namespace
}  // namespace nn_shift_add

Circuit const& nn_shift_add_circuit() {
    using namespace nn_shift_add;
    static Circuit const circuit{
        "nn_shift_add",
        "shift-and-add of bit lines by a trained network of RRAM crossbars and inverters, slice by slice",
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
