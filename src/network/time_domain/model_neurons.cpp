#include "network/time_domain/model_neurons.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "core/units.hpp"
#include "model/evaluate.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::network {

namespace {

constexpr int per_step = 16;         // points of a curve per output step: between them it is a line
constexpr double never_steps = 1e6;  // no sum is that large

double parameter(model::BehaviouralModel const& model, std::string_view name) {
    for (auto const& [key, value] : model.origin.parameters)
        if (key == name) return parse_spice_number(value);
    throw InputError(
        fmt::format("the model of '{}' has no parameter {}, so it is none of a time-domain neuron; fit curve "
                    "transfer_s of a campaign of the circuit time_neuron",
                    model.block, name));
}

/// Sums [output steps] at which the highest pulse so far passes k - 0.5 clock periods, k = 1 … codes - 1.
std::vector<double> levels_of_pulses(std::vector<double> const& sum, std::vector<double> const& pulse,
                                     std::size_t codes) {
    std::vector<double> levels;
    auto const wanted = [&] { return static_cast<double>(levels.size()) + 0.5; };
    double most = pulse.front();
    while (levels.size() + 1 < codes && most >= wanted()) levels.push_back(sum.front());
    for (std::size_t k = 1; k < pulse.size(); ++k) {
        for (; levels.size() + 1 < codes && pulse[k] >= wanted(); most = std::max(most, wanted() - 0.5))
            levels.push_back(
                std::lerp(sum[k - 1], sum[k], std::clamp((wanted() - most) / (pulse[k] - most), 0.0, 1.0)));
        most = std::max(most, pulse[k]);
    }
    levels.resize(codes - 1, never_steps);
    return levels;
}

}  // namespace

ModelNeurons neurons_of(model::BehaviouralModel const& model, Condition const& condition, int bits, std::uint64_t seed,
                        std::uint64_t chip, std::size_t layer, std::size_t count) {
    double const clock_s = parameter(model, "clock_s");
    ModelNeurons made;
    made.ratio = parameter(model, "step_output") / (parameter(model, "step_weight") * parameter(model, "step_input"));
    if (chip > 0 && model.mismatch.samples.empty())
        throw InputError(
            fmt::format("the model of '{}' holds no chip-to-chip mismatch, so it has the nominal chip alone; "
                        "fit results with Monte Carlo, or ask for 0 chips",
                        model.block));
    auto const codes = std::size_t{1} << static_cast<unsigned>(bits);
    auto const points =
        static_cast<int>(std::ceil((model.domain.input.max - model.domain.input.min) / made.ratio * per_step));
    std::vector<double> sums;
    std::vector<double> steps;
    for (int k = 0; k <= points; ++k) {
        sums.push_back(std::lerp(model.domain.input.min, model.domain.input.max, static_cast<double>(k) / points));
        steps.push_back(sums.back() / made.ratio);
    }
    auto const neuron_of = [&](model::VirtualChip const* one) {
        auto got = model::evaluate(model, condition, sums, one);
        made.outside += got.outside;
        if (one == nullptr) {
            for (double const sigma : got.noise) made.jitter_lsb = std::hypot(made.jitter_lsb, sigma / clock_s);
            for (std::size_t k = 0; k < model.cost.size(); ++k)
                (model.cost[k].unit == "J" ? made.energy_j : made.latency_s) += got.cost[k];
        }
        for (double& pulse : got.output) pulse /= clock_s;
        return Quantizer(levels_of_pulses(steps, got.output, codes));
    };
    auto nominal = neuron_of(nullptr);
    if (chip == 0) {
        made.neurons.push_back(std::move(nominal));
        return made;
    }
    auto const of_chip = stable_hash(fmt::format("{} chip {} layer {} neurons", seed, chip, layer));
    for (auto const& one : model::sample(model, of_chip, count)) made.neurons.push_back(neuron_of(&one));
    return made;
}

}  // namespace cimchar::network
