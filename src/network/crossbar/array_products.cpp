#include "network/crossbar/array_products.hpp"

#include "core/error.hpp"
#include "core/random_stream.hpp"
#include "network/crossbar/column_sums.hpp"
#include "network/mapping/slices.hpp"
#include "network/shapes.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

namespace cimchar::network {

namespace {

void check(ConversionOptions const& options) {
    if (options.bits < 1 || options.bits > 16)
        throw InputError(fmt::format("a converter of {} bits cannot be made; give 1 to 16", options.bits));
    if (!(options.range >= 0 && options.range <= 1))
        throw InputError(
            fmt::format("a converter's range of {:g} of the full sum cannot be used; give 0, for the range "
                        "that is met, to 1",
                        options.range));
    if (!(options.noise_lsb >= 0 && options.buffer_spread >= 0))
        throw InputError("noise and spread are standard deviations; give 0 or more");
    for (auto const& one : options.chip)
        if (one.codes() != std::size_t{1} << static_cast<unsigned>(options.bits))
            throw InputError(
                fmt::format("a chip's converters have {} codes, but {} bits were asked for; make them agree",
                            one.codes(), options.bits));
}

float power_of_two(std::size_t exponent) {
    return std::ldexp(1.0F, static_cast<int>(exponent));
}

}  // namespace

/// What one vector needs, kept from vector to vector.
struct ArrayProducts::Work {
    Work(Layer const& layer, std::size_t groups)
        : driven(layer.input_slices),
          columns(layer.mapped.blocks.front().tiles * tile_columns),
          sums(layer.input_slices * columns),
          collected(groups * layer.mapped.outputs),
          noisy(layer.mapped.outputs),
          total(layer.mapped.outputs) {}
    std::uint8_t const* codes = nullptr;  ///< of the vector
    std::vector<Driven> driven;           ///< of every slice of the inputs
    std::size_t columns;
    std::vector<float> sums;       ///< shape (input slices, columns) [cells]
    std::vector<float> collected;  ///< shape (groups, outputs) [cells]
    std::vector<float> noisy;      ///< shape (outputs) [cells]
    std::vector<double> total;     ///< shape (outputs), in integers
    std::uint64_t conversions = 0;
    std::uint64_t outside = 0;
    double largest = 0;  ///< sum over the full sum, while calibrating
    boost::random::normal_distribution<float> normal;
    RandomStream noise{0, 0, 0};
    RandomStream buffer{0, 0, 0};
};

ArrayProducts::ArrayProducts(Network const& network, ArrayOptions const& arrays, ConversionOptions const& conversion,
                             std::uint64_t seed, std::uint64_t chip)
    : network_(network), arrays_(arrays), conversion_(conversion), seed_(seed) {
    check(conversion);
    bool any = false;
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        auto const* const affine = affine_of(network.layers[k]);
        layers_.push_back(nullptr);
        if (affine == nullptr || !affine->quantization) continue;
        any = true;
        auto layer = std::make_unique<Layer>();
        layer->mapped = map_to_arrays(*affine, arrays, seed, chip, k);
        layer->range = conversion.range;
        layer->input_bits = static_cast<unsigned>(affine->quantization->input_bits);
        layer->input_slices = static_cast<unsigned>(slices_for(affine->quantization->input_bits, arrays.dac_bits));
        layer->noise_stream = stable_hash(fmt::format("chip {} layer {} noise", chip, k));
        layer->buffer_stream = stable_hash(fmt::format("chip {} layer {} buffer", chip, k));
        layers_.back() = std::move(layer);
    }
    if (!any)
        throw InputError(
            fmt::format("network '{}' has no quantized layer, so nothing of it goes on arrays; quantize it "
                        "first",
                        network.name));
}

ArrayProducts::Layer& ArrayProducts::of(std::size_t layer) const {
    CIMCHAR_EXPECT(layer < layers_.size() && layers_[layer] != nullptr);
    return *layers_[layer];
}

void ArrayProducts::calibrate(Batch const& images) {
    if (conversion_.range > 0) return;
    calibrating_ = true;
    for (auto& layer : layers_)
        if (layer) layer->range = 0;
    (void)run(network_, images, this);
    calibrating_ = false;
    for (auto& layer : layers_)
        if (layer) {
            // The largest difference of either sign has to have a code, and the highest code is half an LSB short.
            layer->range = layer->range == 0 ? 1
                                             : std::min(1.0, layer->range * std::ldexp(1.0, conversion_.bits) /
                                                                 (std::ldexp(1.0, conversion_.bits) - 2));
            layer->products = layer->conversions = layer->outside = 0;
        }
}

void ArrayProducts::use_ranges(ArrayProducts const& other) {
    CIMCHAR_EXPECT(other.layers_.size() == layers_.size());
    for (std::size_t k = 0; k < layers_.size(); ++k)
        if (layers_[k]) layers_[k]->range = other.of(k).range;
}

Counts ArrayProducts::counts(std::size_t layer) const {
    auto const& one = of(layer);
    return {one.products, one.conversions, one.products * one.input_slices, one.outside};
}

Matrix ArrayProducts::multiply(std::size_t number, Codes const& inputs, std::uint64_t first) {
    auto& layer = of(number);
    auto const outputs = layer.mapped.outputs;
    auto const exponents = (layer.input_slices - 1) * static_cast<unsigned>(arrays_.dac_bits) +
                           (layer.mapped.slices - 1) * static_cast<unsigned>(arrays_.cell_bits) + 1;
    Work work(layer, conversion_.strategy == Strategy::buffered ? exponents : 1);
    Matrix result(inputs.rows(), static_cast<Eigen::Index>(outputs));
    for (Eigen::Index v = 0; v < inputs.rows(); ++v) {
        auto const vector = first + static_cast<std::uint64_t>(v);
        work.codes = inputs.row(v).data();
        work.noise = RandomStream(seed_, layer.noise_stream, vector);
        work.buffer = RandomStream(seed_, layer.buffer_stream, vector);
        std::fill(work.total.begin(), work.total.end(), 0.0);
        for (auto const& block : layer.mapped.blocks) multiply(layer, block, work);
        for (std::size_t m = 0; m < outputs; ++m)
            result(v, static_cast<Eigen::Index>(m)) = static_cast<float>(work.total[m]);
    }
    if (calibrating_) layer.range = std::max(layer.range, work.largest);
    layer.products += static_cast<std::uint64_t>(inputs.rows());
    layer.conversions += work.conversions;
    layer.outside += work.outside;
    return result;
}

void ArrayProducts::multiply(Layer& layer, Block const& block, Work& work) const {
    auto const outputs = layer.mapped.outputs;
    auto const dac_bits = static_cast<unsigned>(arrays_.dac_bits);
    auto const cell_bits = static_cast<unsigned>(arrays_.cell_bits);
    auto const most = (1U << dac_bits) - 1;
    auto const rows = static_cast<float>(arrays_.rows);
    // A cell's full product as an integer.
    double const unit = static_cast<double>(most) * ((1U << cell_bits) - 1);
    std::fill(work.collected.begin(), work.collected.end(), 0.0F);
    for (unsigned slice = 0; slice < layer.input_slices; ++slice) {
        auto& driven = work.driven[slice];
        driven.clear();
        driven.all_full = most == 1;
        for (std::size_t r = 0; r < block.rows; ++r)
            if (auto const digit = (work.codes[block.first_row + r] >> (slice * dac_bits)) & most; digit != 0) {
                driven.row.push_back(static_cast<std::uint32_t>(r));
                driven.drive.push_back(static_cast<float>(digit) / static_cast<float>(most));
            }
    }
    // A tile stays in the cache while all slices use it.
    for (std::size_t tile = 0; tile < block.tiles; ++tile)
        for (unsigned slice = 0; slice < layer.input_slices; ++slice)
            column_sums(block.conductance.data() + tile * block.rows * tile_columns, work.driven[slice],
                        work.sums.data() + slice * work.columns + tile * tile_columns);
    for (unsigned slice = 0; slice < layer.input_slices; ++slice) {
        for (std::size_t k = 0; k < layer.mapped.slices; ++k) {
            float const* const sums = work.sums.data() + slice * work.columns + k * outputs;
            auto const exponent = slice * dac_bits + k * cell_bits;
            switch (conversion_.strategy) {
                case Strategy::digital:
                    convert(layer, rows, sums, unit * power_of_two(exponent), work);
                    break;
                case Strategy::buffered: {
                    float* const group = work.collected.data() + exponent * outputs;
                    for (std::size_t m = 0; m < outputs; ++m) {
                        float held = sums[m];
                        if (conversion_.buffer_spread > 0)
                            held *= 1 + static_cast<float>(conversion_.buffer_spread) * work.normal(work.buffer);
                        group[m] += held;
                    }
                    break;
                }
                case Strategy::analog:
                    for (std::size_t m = 0; m < outputs; ++m) work.collected[m] += power_of_two(exponent) * sums[m];
                    break;
            }
        }
    }
    if (conversion_.strategy == Strategy::analog) {
        float full = 0;
        for (unsigned slice = 0; slice < layer.input_slices; ++slice)
            for (std::size_t k = 0; k < layer.mapped.slices; ++k)
                full += power_of_two(slice * dac_bits + k * cell_bits);
        convert(layer, rows * full, work.collected.data(), unit, work);
    } else if (conversion_.strategy == Strategy::buffered) {
        // Exponents that no pair of slices has, if DAC and cell differ, are not converted.
        std::vector<bool> used(work.collected.size() / outputs, false);
        for (unsigned slice = 0; slice < layer.input_slices; ++slice)
            for (std::size_t k = 0; k < layer.mapped.slices; ++k) used[slice * dac_bits + k * cell_bits] = true;
        for (std::size_t exponent = 0; exponent < used.size(); ++exponent)
            if (used[exponent])
                convert(layer, rows * static_cast<float>(layer.input_slices),
                        work.collected.data() + exponent * outputs, unit * power_of_two(exponent), work);
    }
}

void ArrayProducts::convert(Layer const& layer, float full, float const* sums, double weight, Work& work) const {
    auto const outputs = layer.mapped.outputs;
    work.conversions += outputs;
    if (calibrating_) {
        for (std::size_t m = 0; m < outputs; ++m) {
            work.largest = std::max(work.largest, static_cast<double>(std::abs(sums[m]) / full));
            work.total[m] += weight * static_cast<double>(sums[m]);
        }
        return;
    }
    float const codes = power_of_two(static_cast<std::size_t>(conversion_.bits));
    float const zero = codes / 2;  // the code of no difference
    float const lsb = 2 * full * static_cast<float>(layer.range) / codes;
    double const unit = weight * static_cast<double>(lsb);
    float const noise = static_cast<float>(conversion_.noise_lsb);
    if (noise > 0) {
        for (std::size_t m = 0; m < outputs; ++m) work.noisy[m] = sums[m] + lsb * noise * work.normal(work.noise);
        sums = work.noisy.data();
    }
    if (conversion_.chip.empty()) {
        work.outside += add_rounded(sums, outputs, {1 / lsb, zero, codes, unit}, work.total.data());
        return;
    }
    float const per_lsb = 1 / lsb;
    std::size_t converter = 0;
    for (std::size_t m = 0; m < outputs; ++m) {
        float const input = sums[m] * per_lsb + zero;
        work.outside += static_cast<std::uint64_t>(input < -0.5F) | static_cast<std::uint64_t>(input >= codes - 0.5F);
        work.total[m] += unit * static_cast<double>(static_cast<float>(conversion_.chip[converter].code(input)) - zero);
        if (++converter == conversion_.chip.size()) converter = 0;
    }
}

}  // namespace cimchar::network
