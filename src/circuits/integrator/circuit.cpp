#include "circuits/integrator/circuit.hpp"

#include "circuits/alterations.hpp"
#include "circuits/integrator/cell_response.hpp"
#include "circuits/integrator/observe.hpp"

#include <fmt/format.h>
#include <cmath>
#include <numeric>

namespace cimchar::circuits {

namespace integrator {

std::vector<MeasureInfo> measure_infos(Design const& d) {
    std::vector<MeasureInfo> measures;
    auto const add = [&](char const* name, char const* unit, Recipe recipe, char const* source,
                         char const* description) {
        bool const curve = recipe == Recipe::inl_min || recipe == Recipe::inl_max || recipe == Recipe::dnl_min ||
                           recipe == Recipe::dnl_max;
        measures.push_back({name, unit, description, recipe, source, curve ? "lsb_v" : ""});
    };
    auto const scalar = [&](char const* name, char const* unit, char const* description) {
        add(name, unit, Recipe::scalar, name, description);
    };
    if (d.sweep == "resistance") {
        scalar("r_read_ohm", "Ω", "resistance read of the low-resistance element (Eq. 23)");
        scalar("r_read_error", "", "the same over the nominal resistance, less 1");
        scalar("r_read_error_max", "",
               "largest error over elements of half to twice that resistance, of this chip's own");
        scalar("read_v", "V", "output of the reading");
        scalar("read_step_v", "V", "how far the selected cell lowers it");
        scalar("read_time_s", "s", "one reading, of two");
        return measures;
    }
    if (d.sweep == "input" || d.sweep == "weight") {
        add("enob_bit", "bit", Recipe::enob_bit, "sine_code", "full-scale sine as codes, read by an ideal converter");
        add("sndr_db", "dB", Recipe::sndr_db, "sine_code", "of the same codes: distortion and two quantizations");
        add("sfdr_db", "dB", Recipe::sfdr_db, "sine_code", "of the same codes");
        add("enob_output_bit", "bit", Recipe::enob_bit, "sine_v", "of the output voltage itself, not quantized again");
        add("sndr_output_db", "dB", Recipe::sndr_db, "sine_v", "of the output voltage itself");
        add("sfdr_output_db", "dB", Recipe::sfdr_db, "sine_v", "of the output voltage itself");
        scalar("gain", "", "swing of the transfer over the ideal one");
        scalar("offset_v", "V", "output at code 0 less the initial voltage");
        scalar("full_scale_v", "V", "output swing of the largest product, from the two ends of the transfer");
    }
    if (d.sweep != "point") {
        add("inl_min_lsb", "LSB", Recipe::inl_min, "transfer_v", "lowest integral nonlinearity, terminal-based");
        add("inl_max_lsb", "LSB", Recipe::inl_max, "transfer_v", "highest integral nonlinearity, terminal-based");
        add("dnl_min_lsb", "LSB", Recipe::dnl_min, "transfer_v", "lowest differential nonlinearity");
        add("dnl_max_lsb", "LSB", Recipe::dnl_max, "transfer_v", "highest differential nonlinearity");
    }
    scalar("lsb_v", "V", "step of the ideal converter");
    if (d.sweep == "initial_voltage") {
        scalar("drop_v", "V", "integrated voltage from the highest initial voltage");
        scalar("drop_spread_lsb", "LSB", "how much the integrated voltage varies over the initial voltages");
        return measures;
    }
    scalar("vout_v", "V", "output at the codes and lines of the campaign");
    scalar("vout_ideal_v", "V", "the same without any error");
    if (d.checked) {
        scalar("composed_less_full_lsb", "LSB", "vout_v composed, less the same product in one transient");
        measures.back().of_check = true;
    }
    scalar("code", "", "the converter's code for it");
    scalar("error_lsb", "LSB", "computation error of that output before conversion");
    scalar("noise_v", "V", "standard deviation of the output from thermal and shot noise");
    if (d.active()) {
        scalar("amplifier_power_w", "W", "one op amp without input");
        scalar("core_power_w", "W", "2048 bit lines on random data, all of the following and their op amps");
        scalar("integration_power_w", "W", "of that, what driven cycles change: little, the op amps are of class A");
    } else {
        scalar("regulator_power_w", "W", "one regulator");
        scalar("core_power_w", "W", "2048 bit lines on random data, all of the following and their regulators");
        scalar("integration_power_w", "W", "of that, charge that the cells draw from the capacitors");
        scalar("idle_power_w", "W", "of that, charge of a cycle without input: keepers, switches");
    }
    scalar("word_line_power_w", "W", "of that, gates of the cells");
    scalar("energy_per_conversion_j", "J", "one weight's bit lines on random data");
    scalar("latency_s", "s", "one multiplication");
    scalar("throughput_gmacs", "GMAC/s", "of the core");
    scalar("efficiency_tmacs_w", "TMAC/s/W", "of the core");
    if (!d.active() || d.amplifier.ideal) return measures;
    scalar("amplifier_gain_db", "dB", "loop of the largest bit line's op amp while it is reset: gain at 10 kHz");
    scalar("amplifier_unity_gain_hz", "Hz", "of that loop, where its gain is 1");
    scalar("amplifier_phase_margin_deg", "deg", "of that loop");
    return measures;
}

std::vector<CurveInfo> curve_infos(Design const& d) {
    auto const points = sweep_points(d);
    if (points.empty()) return {};
    if (d.sweep == "resistance") return {{"r_read_ohm", "Ω", "nominal resistance of the element [Ω]", points}};
    std::string const axis = d.sweep == "input"    ? "input code"
                             : d.sweep == "weight" ? "weight code"
                             : d.sweep == "lines"  ? "active lines"
                                                   : "initial voltage [V]";
    return {{"transfer_v", "V", axis, points}};
}

namespace {

/// Analysis and measurement cards that make a Simulation a program for plain `ngspice -b`.
std::string standalone(Simulation const& s, double measure_at_s, std::string const& figure) {
    return program(*s.deck, s.temperature_c,
                   alter_commands(s.alterations) + fmt::format("{}\nmeas tran vout_v find v(cs) at={:.9g}\n* {}\n",
                                                               s.analysis, measure_at_s, figure));
}

std::string deck(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    auto const cells = cells_of(bench, simulate, d.weight);
    int const input = std::min(d.input, d.codes() - 1);
    double const ideal_v = ideal_output(bench, input, d.weight, d.lines);
    return standalone(
        full(bench, input, cells), d.latency_s() - 0.1e-9,
        fmt::format("ideal: {:.6f} V for {} x {} on {} of {} lines", ideal_v, input, d.weight, d.lines, d.rows));
}

Circuit circuit_of(Core core, char const* name, char const* summary) {
    auto const design = [core](Parameters const& p) { return make_design(core, p); };
    return {
        name,
        summary,
        parameter_infos(core),
        [design](Parameters const& p) { return measure_infos(design(p)); },
        [design](Parameters const& p) { return curve_infos(design(p)); },
        [design](Parameters const& p) { return varied_devices(design(p)); },
        [design](Parameters const& p, Condition const& condition, netlist::Chip const& chip,
                 SimulatorSettings const& settings, Simulate const& simulate) {
            return deck({design(p), condition, chip, settings}, simulate);
        },
        [design](Parameters const& p, Condition const& condition, netlist::Chip const& chip,
                 SimulatorSettings const& settings, Simulate const& simulate) {
            return observe({design(p), condition, chip, settings}, simulate);
        },
        [design](Parameters const& p, Condition const& condition, SimulatorSettings const& settings,
                 Simulate const& simulate, Observation& observation) {
            check_in_full({design(p), condition, {}, settings}, simulate, observation);
        },
    };
}

}  // namespace
}  // namespace integrator

Circuit const& integrator_circuit() {
    static Circuit const circuit = integrator::circuit_of(
        integrator::Core::passive, "integrator",
        "regulated passive integrator with 1R1T cells, 8-bit multiplication by charge (Zhang et al.)");
    return circuit;
}

Circuit const& active_integrator_circuit() {
    static Circuit const circuit = integrator::circuit_of(
        integrator::Core::active, "active_integrator",
        "the integrator's core with an op amp for each bit line, at 1.1 V (MBRAI, the baseline of Zhang et al.)");
    return circuit;
}

}  // namespace cimchar::circuits
