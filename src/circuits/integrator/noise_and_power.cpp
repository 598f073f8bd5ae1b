#include "circuits/integrator/noise_and_power.hpp"

#include "circuits/integrator/amplifier.hpp"

#include <cmath>

namespace cimchar::circuits::integrator {

namespace {

constexpr double boltzmann_j_per_k = 1.380649e-23;  // SI definition
constexpr double core_bit_lines = 2048;             // 256 weights of 8 bits, as [zhang] Table III counts

}  // namespace

double output_noise(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    constexpr double where_hz = 25e6;  // 1/(2 · 20 ns): where the integration window looks
    auto const noise = simulate(integrating_noise(bench, nominal_cells(d, true, d.lines), where_hz));
    double const current_density_a2 = std::pow(noise["onoise_spectrum"].front(), 2);  // one-sided, A²/Hz
    double const kt_j = boltzmann_j_per_k * (bench.condition.temperature_c + 273.15);
    double const on_f = d.active() ? d.amplifier.c_feedback_f : d.c_f_f;
    double const beside_v2 = d.active() ? held_noise_v2(bench, simulate) : kt_j / d.c_f_f;
    double const one_line_v2 = beside_v2 + current_density_a2 * d.timing.integration_s() / 2 / (on_f * on_f);
    double weights2 = 0;
    for (int k = 0; k < d.bits; ++k) weights2 += std::pow(d.c_k_f(k) / d.c_f_f, 2);
    double const one_cycle_v2 = (weights2 * one_line_v2) / 4 + kt_j / (2 * d.c_f_f);
    double total_v2 = 0;
    for (int j = 0; j < d.bits; ++j) total_v2 += one_cycle_v2 * std::pow(0.25, j);
    return std::sqrt(total_v2);
}

void add_power(Observation& o, Bench const& bench, std::vector<HeldLevels> const& lines) {
    auto const& d = bench.design;
    double charge_c = 0;
    double idle_c = 0;
    double word_line_j = 0;
    double holding_w = 0;
    double driven = 0;
    for (int k = 0; k < d.bits; ++k) {
        auto const& line = lines[static_cast<std::size_t>(k)];
        holding_w += line.holding_w / d.bits;
        word_line_j += line.word_line_j / d.bits;
        idle_c += line.idle_charge_c / d.bits;
        if (d.sweep != "weight" && !d.weight_bit(k)) continue;
        charge_c += line.charge_c;
        driven += 1;
    }
    if (driven > 0) charge_c *= static_cast<double>(d.rows) / d.lines / driven;
    double const initial_v = d.initial_voltage(bench.condition);
    double const source_v = d.active() ? bench.condition.supply_v : initial_v;
    double const cycle_j = source_v * (charge_c / 4 + idle_c) + word_line_j / 2;
    double const line_j = d.bits * cycle_j + holding_w * d.latency_s();
    double const core_w = core_bit_lines * line_j / d.latency_s();
    double const macs_per_s = d.rows * core_bit_lines / d.bits / d.latency_s();
    o.scalars[d.active() ? "amplifier_power_w" : "regulator_power_w"] = holding_w;
    o.scalars["core_power_w"] = core_w;
    double const cycles_per_s = core_bit_lines * d.bits / d.latency_s();
    o.scalars["integration_power_w"] = cycles_per_s * source_v * charge_c / 4;
    if (!d.active()) o.scalars["idle_power_w"] = cycles_per_s * source_v * idle_c;
    o.scalars["word_line_power_w"] = cycles_per_s * word_line_j / 2;
    o.scalars["energy_per_conversion_j"] = d.bits * line_j;
    o.scalars["latency_s"] = d.latency_s();
    o.scalars["throughput_gmacs"] = macs_per_s * 1e-9;
    o.scalars["efficiency_tmacs_w"] = macs_per_s * 1e-12 / core_w;
}

}  // namespace cimchar::circuits::integrator
