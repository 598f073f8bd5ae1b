#include "circuits/time_neuron/circuit.hpp"

#include "circuits/alterations.hpp"
#include "circuits/time_neuron/calibration.hpp"
#include "circuits/time_neuron/observe.hpp"
#include "circuits/time_neuron/pulses.hpp"

#include <fmt/format.h>

namespace cimchar::circuits {

namespace time_neuron {

namespace {

std::vector<MeasureInfo> measure_infos(Design const& d) {
    std::vector<MeasureInfo> measures;
    auto const scalar = [&](char const* name, char const* unit, char const* description) {
        measures.push_back(circuits::scalar(name, unit, description));
    };
    auto const of_codes = [&](char const* name, Recipe recipe, char const* description) {
        measures.push_back({name, "LSB", description, recipe, "codes_s", "lsb_s"});
    };
    if (d.sweep == "sum") {
        of_codes("inl_min_lsb", Recipe::inl_min, "lowest integral nonlinearity in time, terminal-based");
        of_codes("inl_max_lsb", Recipe::inl_max, "highest integral nonlinearity in time, terminal-based");
        of_codes("dnl_min_lsb", Recipe::dnl_min, "lowest differential nonlinearity in time");
        of_codes("dnl_max_lsb", Recipe::dnl_max, "highest differential nonlinearity in time");
        scalar("lsb_s", "s", "mean step of the pulse from one output step to the next");
        scalar("zero_s", "s", "pulse at the sum 0");
        scalar("first_pulse_lsb", "LSB", "smallest sum of the sweep with a pulse: the end of the dead zone");
        scalar("clip_s", "s", "pulse far beyond full scale");
        scalar("clip_error_lsb", "LSB", "the same less the largest code");
        scalar("largest_error_lsb", "LSB", "largest departure from the ideal pulse over the sweep: all errors");
        scalar("wrong_codes", "", "whole steps whose pulse rounds to another number of clock periods");
    }
    if (d.sweep != "point") {
        scalar("gain_s", "s", "pulse per unit of the sum, least squares over whole steps inside the window");
        scalar("gain_error", "", "gain_s over clock_s per ratio of the steps, less 1");
        scalar("offset_s", "s", "of the same line at the sum 0");
    }
    scalar("lead_s", "s", "from the start of the ramp to the replica's edge, which starts all pulses");
    scalar("zero_crossing_s", "s", "from the replica's edge to the crossing at the sum 0: an offset without cells");
    scalar("dac_code", "", "code of the ramp current");
    if (d.offset_trim) {
        scalar("trim_code", "", "code of the neuron's offset trim");
        scalar("replica_trim_code", "", "code of the replica's, for all neurons");
    }
    if (d.sweep == "line") return measures;
    scalar("pulse_s", "s", "pulse at the sum of the campaign");
    scalar("pulse_ideal_s", "s", "the same without any error");
    scalar("error_lsb", "LSB", "their difference");
    scalar("common_mode_lsb", "LSB", "how much half of full scale in both columns besides changes that pulse");
    scalar("supply_sensitivity_s_per_v", "s/V", "pulse over the supply, from 1 % to either side");
    scalar("jitter_s", "s", "standard deviation of a pulse from noise: the root of the sum of the following squared");
    scalar("comparator_jitter_s", "s", "of that, both comparators");
    scalar("ramp_jitter_s", "s", "of that, both ramps");
    scalar("sampling_jitter_s", "s", "of that, kT/C");
    scalar("cells_jitter_s", "s", "of that, the driven cells");
    scalar("columns_jitter_s", "s", "of that, both columns without driven cells: keepers");
    scalar("energy_per_conversion_j", "J", "neuron, its columns and precharge, its part of what is shared");
    scalar("shared_energy_j", "J", "replica and bias over one conversion, for all neurons");
    scalar("latency_s", "s", "from the word lines' rise to the end of the window");
    return measures;
}

std::vector<CurveInfo> curve_infos(Design const& d) {
    if (d.sweep != "sum") return {};
    auto const sums = code_sums(d);
    return {{"transfer_s", "s", "sum of products", sweep_points(d)},
            {"codes_s", "s", "sum of products", {sums.begin(), sums.end()}}};
}

std::string deck(Parameters const& parameters, Condition const& condition, netlist::Chip const& chip,
                 SimulatorSettings const& settings, Simulate const& simulate) {
    Bench bench{make_design(parameters), condition, chip, settings};
    if (!chip.is_nominal()) calibrate(bench, simulate);
    auto const& d = bench.design;
    auto const s = conversion(bench, d.sum);
    double const half_v = condition.supply_v / 2;
    return program(
        *s.deck, s.temperature_c,
        alter_commands(s.alterations) +
            fmt::format("{}\n{}* ideal: {:.6g} s for the sum {}; no pulse: the measurement fails\n", s.analysis,
                        measured_width("pulse_s", "out", half_v), d.ideal_pulse_s(d.sum), d.sum));
}

}  // namespace
}  // namespace time_neuron

Circuit const& time_neuron_circuit() {
    using namespace time_neuron;
    static Circuit const circuit{
        "time_neuron",
        "time-domain neuron: ReLU, scale and quantization of a sum as a pulse width, LSQ steps in its ramp (Lee & Lee)",
        parameter_infos(),
        [](Parameters const& p) { return measure_infos(make_design(p)); },
        [](Parameters const& p) { return curve_infos(make_design(p)); },
        [](Parameters const& p) { return varied_devices(make_design(p)); },
        deck,
        [](Parameters const& p, Condition const& condition, netlist::Chip const& chip,
           SimulatorSettings const& settings, Simulate const& simulate) {
            return observe({make_design(p), condition, chip, settings}, simulate);
        },
        {},
    };
    return circuit;
}

}  // namespace cimchar::circuits
