#include "network/time_domain/pulse_products.hpp"

#include "core/error.hpp"
#include "core/random_stream.hpp"
#include "network/shapes.hpp"

#include <fmt/format.h>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

namespace cimchar::network {

namespace {

void check(PulseOptions const& options) {
    if (options.rows < 2 || options.rows > 4096 || options.columns == 0 || options.columns > 4096)
        throw InputError(
            fmt::format("an array of {} rows and {} neurons cannot be made; give 2 to 4096 rows and 1 to "
                        "4096 neurons",
                        options.rows, options.columns));
    if (!(options.cell_spread >= 0 && options.cell_spread <= 1))
        throw InputError(fmt::format("cells with a spread of {:g} cannot be used; give 0 to 1", options.cell_spread));
    if (!(options.ratio_step >= 0))
        throw InputError("a step of the ramp's DAC is 0 or more, in units of the sum per output step");
    if (!(std::abs(options.common_mode) < 1))
        throw InputError(fmt::format("charge in both columns cannot add {:g} of itself to the sum; give less than 1",
                                     options.common_mode));
}

/// The quantization of the layer that counted pulses drive.
Quantization const& behind(Network const& network, std::size_t layer) {
    bool relu = false;
    for (std::size_t k = layer + 1; k < network.layers.size(); ++k) {
        auto const& next = network.layers[k];
        auto const* const pool = std::get_if<Pool>(&next);
        if (std::holds_alternative<Relu>(next))
            relu = true;
        else if (auto const* const affine = affine_of(next); relu && affine && affine->quantization)
            return *affine->quantization;
        else if (!relu || pool == nullptr || pool->kind != Pool::Kind::maximum)
            break;
    }
    throw InputError(
        fmt::format("layer {} ({}) cannot have time-domain neurons: behind it there must be relu, pools of maxima if "
                    "any, and a quantized layer; give neurons to fewer layers",
                    layer + 1, name_of(network.layers[layer])));
}

}  // namespace

std::vector<std::size_t> layers_with_neurons(Network const& network, std::size_t layers) {
    std::vector<std::size_t> numbers;
    for (std::size_t k = 0; k < network.layers.size() && numbers.size() < layers; ++k)
        if (auto const* const affine = affine_of(network.layers[k]); affine && affine->quantization)
            numbers.push_back(k);
    if (layers == 0 || numbers.size() < layers)
        throw InputError(fmt::format("{} layers cannot have neurons: network '{}' has {} quantized ones", layers,
                                     network.name, numbers.size()));
    return numbers;
}

int counted_bits(Network const& network, std::size_t layer) {
    return behind(network, layer).input_bits;
}

double ratio_of(Network const& network, std::size_t layer) {
    auto const& own = *affine_of(network.layers[layer])->quantization;
    return behind(network, layer).input_step / (static_cast<double>(own.weight_step) * own.input_step);
}

PulseProducts::PulseProducts(Network const& network, PulseOptions const& options, std::vector<ModelNeurons> neurons,
                             std::uint64_t seed, std::uint64_t chip)
    : network_(network), options_(options), seed_(seed) {
    check(options);
    layers_.resize(network.layers.size());
    auto const numbers = layers_with_neurons(network, options.layers);
    if (!neurons.empty() && neurons.size() != numbers.size())
        throw InputError(fmt::format("{} layers have neurons, but there are models of {}; give one for each",
                                     numbers.size(), neurons.size()));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        auto const k = numbers[i];
        auto const& affine = *affine_of(network.layers[k]);
        auto const& own = *affine.quantization;
        auto layer = std::make_unique<Layer>();
        layer->columns = pulse_columns(affine, options.cell_spread, seed, chip, k);
        layer->bits = counted_bits(network, k);
        layer->wanted_ratio = ratio_of(network, k);
        layer->ratio = layer->wanted_ratio;
        if (double const step = options.ratio_step; step > 0)
            layer->ratio = std::max(step, step * std::nearbyint(layer->ratio / step));
        layer->digital_bias = Eigen::RowVectorXf::Zero(affine.weights.rows());
        for (std::size_t m = 0; m < affine.bias.size(); ++m)
            layer->digital_bias(static_cast<Eigen::Index>(m)) = affine.bias[m] / (own.weight_step * own.input_step);
        layer->jitter_stream = stable_hash(fmt::format("chip {} layer {} jitter", chip, k));
        if (neurons.empty()) {
            layer->neurons.emplace_back(layer->bits);
        } else {
            layer->jitter_lsb = neurons[i].jitter_lsb;
            layer->neurons = std::move(neurons[i].neurons);
            for (auto const& one : layer->neurons)
                if (one.codes() != std::size_t{1} << static_cast<unsigned>(layer->bits))
                    throw InputError(
                        fmt::format("layer {} has neurons that count to {}, but the layer behind it takes "
                                    "{} bits; fit a model with as many",
                                    k + 1, one.codes() - 1, layer->bits));
        }
        layers_[k] = std::move(layer);
    }
}

Matrix PulseProducts::multiply(std::size_t number, Codes const& inputs, std::uint64_t first) {
    Matrix const driven = inputs.cast<float>();
    if (layers_[number] == nullptr) return driven * integer_weights(*affine_of(network_.layers[number])).transpose();
    auto& layer = *layers_[number];
    Matrix positive = (driven * layer.columns.positive).rowwise() + layer.columns.bias_positive;
    Matrix const negative = (driven * layer.columns.negative).rowwise() + layer.columns.bias_negative;
    auto const common_mode = static_cast<float>(options_.common_mode);
    auto const per_step = static_cast<float>(1 / layer.ratio);
    auto const full = static_cast<float>((1 << layer.bits) - 1) + 0.5F;
    auto const jitter = static_cast<float>(layer.jitter_lsb);
    auto const wanted = static_cast<float>(layer.wanted_ratio);
    std::uint64_t silent = 0;
    std::uint64_t clipped = 0;
    boost::random::normal_distribution<float> normal;
    for (Eigen::Index v = 0; v < positive.rows(); ++v) {
        normal.reset();
        RandomStream random(seed_, layer.jitter_stream, first + static_cast<std::uint64_t>(v));
        std::size_t neuron = 0;
        for (Eigen::Index m = 0; m < positive.cols(); ++m) {
            float const common = std::min(positive(v, m), negative(v, m));
            float steps = (positive(v, m) - negative(v, m) + common_mode * common) * per_step;
            if (jitter > 0) steps += jitter * normal(random);
            auto const code = layer.neurons[neuron].code(steps);
            silent += code == 0 ? 1 : 0;
            clipped += steps >= full ? 1 : 0;
            positive(v, m) = static_cast<float>(code) * wanted - layer.digital_bias(m);
            if (++neuron == layer.neurons.size()) neuron = 0;
        }
    }
    layer.products += static_cast<std::uint64_t>(inputs.rows());
    layer.silent += silent;
    layer.clipped += clipped;
    return positive;
}

PulseCounts PulseProducts::counts(std::size_t number) const {
    auto const& layer = *layers_[number];
    return {layer.products, layer.products * static_cast<std::uint64_t>(layer.columns.positive.cols()), layer.silent,
            layer.clipped};
}

std::size_t PulseProducts::arrays(std::size_t number) const {
    auto const& columns = layers_[number]->columns.positive;
    auto const rows = static_cast<std::size_t>(columns.rows()) + 1;  // and the bias
    auto const outputs = static_cast<std::size_t>(columns.cols());
    return ((rows + options_.rows - 1) / options_.rows) * ((outputs + options_.columns - 1) / options_.columns);
}

}  // namespace cimchar::network
