#include "circuits/time_neuron/jitter.hpp"

#include "circuits/time_neuron/noise_decks.hpp"
#include "circuits/time_neuron/pulses.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace cimchar::circuits::time_neuron {

namespace {

constexpr double boltzmann_j_per_k = 1.380649e-23;  // SI definition

/// Charge of white current noise over a time t is S·t/2, S one-sided: taken where a window of t looks, at 1/(2t).
double density_a2(Simulate const& simulate, Simulation const& noise) {
    double const density = simulate(noise)["onoise_spectrum"].front();
    return density * density;
}

/// Density of the comparator's input noise at this frequency [V²/Hz], the nearest of the spectrum.
double input_density_v2(Bench const& bench, double frequency_hz, Simulate const& simulate) {
    auto const noise = simulate(comparator_noise(bench));
    auto const& frequencies = noise["frequency"];
    auto const above = std::lower_bound(frequencies.begin(), frequencies.end() - 1, frequency_hz);
    double const density = noise["inoise_spectrum"][static_cast<std::size_t>(above - frequencies.begin())];
    return density * density;
}

}  // namespace

double Jitter::total_s() const {
    return std::sqrt(comparator_s * comparator_s + ramp_s * ramp_s + sampling_s * sampling_s + cells_s * cells_s +
                     columns_s * columns_s);
}

Memory comparator_memory(Bench const& bench, double slope_v_per_s, Simulate const& simulate) {
    // Rectangles over three delays before the crossing; of 0.5 mV, about what the noise is.
    constexpr std::size_t rectangles = 12;
    constexpr double level_v = 0.5e-3;
    double const width_s = 3 * expected_delay_s(bench.design) / rectangles;
    auto const crossing_s = [&](Disturbance const& pulse) {
        auto const waves = simulate(comparator_crossing(bench, slope_v_per_s, pulse));
        return last_passing(waves, "v(crossb)", bench.condition.supply_v / 2, Edge::fall);
    };
    double const undisturbed_s = crossing_s({0, width_s, 0});
    std::array<double, rectangles> part{};  // of all weight, in each rectangle
    for (std::size_t k = 0; k < rectangles; ++k)
        part[k] = undisturbed_s - crossing_s({undisturbed_s - static_cast<double>(k + 1) * width_s, width_s, level_v});
    double const all = std::accumulate(part.begin(), part.end(), 0.0);
    double squares = 0;
    double later = 0;
    double lag_s = 0;
    for (double const p : part) {
        squares += (p / all) * (p / all) / width_s;
        double const middle = later + p / all / 2;
        lag_s += (1 - middle * middle) * width_s;
        later += p / all;
    }
    return {1 / squares, lag_s};
}

Jitter jitter(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    double const ramp_a = d.ramp_a();
    double const slope_v_per_s = ramp_a / d.node_f();
    double const kt_j = boltzmann_j_per_k * (bench.condition.temperature_c + 273.15);
    double const conversion_s = d.window_lead_s + d.ideal_pulse_s(d.sum);
    Jitter j;
    Memory memory;
    if (!d.ideal_comparator) {
        memory = comparator_memory(bench, slope_v_per_s, simulate);
        double const of_one_v2 = input_density_v2(bench, 1 / (2 * memory.window_s), simulate) / (2 * memory.window_s);
        j.comparator_s = std::sqrt(2 * of_one_v2) / slope_v_per_s;
    }
    if (!d.ideal_source) {
        double const density = density_a2(simulate, ramp_noise(bench, 1 / (2 * conversion_s)));
        j.ramp_s = std::sqrt(density * (conversion_s + d.window_lead_s - 2 * memory.lag_s) / 2) / ramp_a;
    }
    j.sampling_s = std::sqrt(4 * kt_j / d.node_f()) / slope_v_per_s;
    constexpr int cells = 8;  // enough to tell a cell from the keeper
    double const integration_s = t.hold_s - t.precharge_end_s;
    double const without_a2 = density_a2(simulate, column_noise(bench, 0, 1 / (2 * integration_s)));
    double const with_a2 = density_a2(simulate, column_noise(bench, cells, 1 / (2 * integration_s)));
    double const unit_periods = std::abs(d.sum) + 2 * d.common_sum;
    j.cells_s = std::sqrt((with_a2 - without_a2) / cells * unit_periods * d.clock_s / 2) / ramp_a;
    j.columns_s = std::sqrt(2 * without_a2 * integration_s / 2) / ramp_a;
    return j;
}

void add_jitter(Observation& o, Bench const& bench, Simulate const& simulate) {
    auto const j = jitter(bench, simulate);
    o.scalars["jitter_s"] = j.total_s();
    o.scalars["comparator_jitter_s"] = j.comparator_s;
    o.scalars["ramp_jitter_s"] = j.ramp_s;
    o.scalars["sampling_jitter_s"] = j.sampling_s;
    o.scalars["cells_jitter_s"] = j.cells_s;
    o.scalars["columns_jitter_s"] = j.columns_s;
}

}  // namespace cimchar::circuits::time_neuron
