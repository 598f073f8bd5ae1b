#include "app/pulse_experiment.hpp"

#include "core/error.hpp"
#include "core/units.hpp"
#include "network/shapes.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::app {

PulseChip make_pulse_chip(NeuronsSpec const& spec, network::Network const& network,
                          std::vector<model::BehaviouralModel> const& models, Condition const& condition,
                          std::uint64_t seed, std::uint64_t chip) {
    auto const numbers = network::layers_with_neurons(network, spec.options.layers);
    if (models.size() > 1 && models.size() != numbers.size())
        throw InputError(
            fmt::format("{} layers have neurons, but {} models are named; name one for all or one for each",
                        numbers.size(), models.size()));
    PulseChip made;
    std::vector<network::ModelNeurons> neurons;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        PulseLedger ledger;
        ledger.words = network::name_of(network.layers[numbers[i]]);
        if (!models.empty()) {
            auto const& model = models[models.size() == 1 ? 0 : i];
            bool const varies = !model.mismatch.samples.empty();
            neurons.push_back(network::neurons_of(model, condition, network::counted_bits(network, numbers[i]), seed,
                                                  varies ? chip : 0, numbers[i], spec.neurons));
            ledger.model_ratio = neurons.back().ratio;
            ledger.energy_j = neurons.back().energy_j;
            made.outside += neurons.back().outside;
        }
        made.layers.push_back(ledger);
    }
    made.products = std::make_unique<network::PulseProducts>(network, spec.options, std::move(neurons), seed, chip);
    return made;
}

std::vector<PulseLedger> counted(PulseChip const& chip, network::Network const& network) {
    auto layers = chip.layers;
    auto const numbers = network::layers_with_neurons(network, layers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        layers[i].arrays = chip.products->arrays(numbers[i]);
        layers[i].ratio = chip.products->ratio(numbers[i]);
        layers[i].counts = chip.products->counts(numbers[i]);
    }
    return layers;
}

std::string table_of(std::vector<PulseLedger> const& layers, std::size_t images) {
    auto text = fmt::format("\n{:<28} {:>7} {:>12} {:>12} {:>9} {:>9} {:>8} {:>12}\n", "layer with neurons", "arrays",
                            "products/img", "pulses/img", "silent", "clipped", "r", "energy/img");
    bool far = false;
    for (auto const& layer : layers) {
        auto const of_image = [&](std::uint64_t n) { return static_cast<double>(n) / static_cast<double>(images); };
        auto const share = [&](std::uint64_t n) {
            return 100 * static_cast<double>(n) / static_cast<double>(layer.counts.pulses);
        };
        text += fmt::format("{:<28} {:>7} {:>12.0f} {:>12.0f} {:>7.1f} % {:>7.2f} % {:>8.2f} {:>12}\n", layer.words,
                            layer.arrays, of_image(layer.counts.products), of_image(layer.counts.pulses),
                            share(layer.counts.silent), share(layer.counts.clipped), layer.ratio,
                            layer.energy_j > 0 ? with_unit(layer.energy_j * of_image(layer.counts.pulses), "J") : "-");
        far |= layer.model_ratio > 0 && std::abs(layer.model_ratio / layer.ratio - 1) > 0.1;
    }
    text += "r: units of the sum per output step; layers that are not listed are computed in digits\n";
    if (far)
        text +=
            "note: a model was characterized at an r that is more than a tenth off its layer's; its errors are taken "
            "over in output steps\n";
    return text;
}

nlohmann::ordered_json json_of(std::vector<PulseLedger> const& layers) {
    auto list = nlohmann::ordered_json::array();
    for (auto const& layer : layers)
        list.push_back({{"layer", layer.words},
                        {"arrays", layer.arrays},
                        {"ratio", layer.ratio},
                        {"model_ratio", layer.model_ratio},
                        {"energy_per_conversion_j", layer.energy_j},
                        {"products", layer.counts.products},
                        {"pulses", layer.counts.pulses},
                        {"silent", layer.counts.silent},
                        {"clipped", layer.counts.clipped}});
    return list;
}

}  // namespace cimchar::app
