#include "circuits/time_neuron/jitter.hpp"

#include "metrics/power.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::circuits::time_neuron {

namespace {

constexpr double boltzmann_j_per_k = 1.380649e-23;  // SI definition

}  // namespace

double Jitter::total_s() const {
    return std::sqrt(comparator_s * comparator_s + ramp_s * ramp_s + sampling_s * sampling_s + cells_s * cells_s);
}

double noise_power(std::vector<double> const& frequency_hz, std::vector<double> density) {
    for (double& d : density) d *= d;
    return metrics::integral(frequency_hz, density, frequency_hz.front(), frequency_hz.back());
}

Jitter jitter(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    double const ramp_a = d.ramp_a();
    double const slope_v_per_s = ramp_a / d.node_f();
    double const kt_j = boltzmann_j_per_k * (bench.condition.temperature_c + 273.15);
    double const conversion_s = d.window_lead_s + d.ideal_pulse_s(d.sum);
    Jitter j;
    if (!d.ideal_comparator) {
        // The output noise of the first two stages over their largest gain: noise in the bandwidth of the decision.
        auto const noise = simulate(comparator_noise(bench));
        auto const& output = noise["onoise_spectrum"];
        auto const& input = noise["inoise_spectrum"];
        double gain = 0;
        for (std::size_t k = 0; k < output.size(); ++k) gain = std::max(gain, output[k] / input[k]);
        double const input_v2 = noise_power(noise["frequency"], output) / (gain * gain);
        j.comparator_s = std::sqrt(2 * input_v2) / slope_v_per_s;
    }
    if (!d.ideal_source) {
        // Charge of white current noise over a time t: S·t/2, one-sided density taken where a window of t looks.
        auto const noise = simulate(ramp_noise(bench, 1 / (2 * conversion_s)));
        double const density_a2 = std::pow(noise["onoise_spectrum"].front(), 2);
        double const charge_c2 = density_a2 * (conversion_s + d.window_lead_s) / 2;
        j.ramp_s = std::sqrt(charge_c2) / ramp_a;
    }
    j.sampling_s = std::sqrt(4 * kt_j / d.node_f()) / slope_v_per_s;
    double const unit_periods = std::abs(d.sum) + 2 * d.common_sum;
    j.cells_s = std::sqrt(4 * kt_j / d.r_lrs_ohm * unit_periods * d.clock_s / 2) / ramp_a;
    return j;
}

void add_jitter(Observation& o, Bench const& bench, Simulate const& simulate) {
    auto const j = jitter(bench, simulate);
    o.scalars["jitter_s"] = j.total_s();
    o.scalars["comparator_jitter_s"] = j.comparator_s;
    o.scalars["ramp_jitter_s"] = j.ramp_s;
    o.scalars["sampling_jitter_s"] = j.sampling_s;
    o.scalars["cells_jitter_s"] = j.cells_s;
}

}  // namespace cimchar::circuits::time_neuron
