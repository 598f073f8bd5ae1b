#include "network/system/evaluation.hpp"

#include <algorithm>
#include <numeric>

namespace cimchar::network::system {

namespace {

constexpr double bytes_of_partial_sum = 2;  // 16 bits hold the sum of 8-bit results of up to 256 arrays

std::size_t parts(std::size_t whole, std::size_t part) {
    return (whole + part - 1) / part;
}

/// Bytes that leave chips: the image, the result, and what crosses from a chip to the next: the outputs of the layer at
/// the border, layers lying in order and each as large as all of its copies.
double bytes_between_chips(Mapping const& mapping, LayerTable const& table) {
    auto const outputs = [](LayerShape const& shape) {
        return static_cast<double>(shape.out_channels * shape.positions());
    };
    double bytes = static_cast<double>(table.input_bytes) + outputs(mapping.layers.back().shape);
    auto const share = parts(mapping.arrays_used, mapping.chips);
    std::size_t before = 0;
    for (auto const& layer : mapping.layers) {
        auto const behind = before + layer.arrays * layer.copies;
        auto const borders = std::min(behind / share, mapping.chips - 1) - std::min(before / share, mapping.chips - 1);
        bytes += static_cast<double>(borders) * outputs(layer.shape);
        before = behind;
    }
    return bytes;
}

}  // namespace

ByPart events_of(MappedLayer const& layer, Chip const& chip) {
    auto const& shape = layer.shape;
    auto const number = [](auto count) { return static_cast<double>(count); };
    double const cycles = input_cycles(chip.precision);
    double const values = number(shape.groups * shape.outputs() * layer.row_blocks);
    double const rows = number(shape.groups * shape.inputs() * layer.column_blocks);  // driven
    double const outputs = number(shape.out_channels);
    double const samples = values * samples_of_value(chip);
    bool const analog = chip.strategy == Strategy::analog;
    // Row blocks that lie in different tiles, the arrays of a row block beside each other.
    auto const in_tile = static_cast<std::size_t>(chip.arrays_per_tile);
    auto const blocks_in_tile = std::max<std::size_t>(1, in_tile / layer.column_blocks);
    double const sums_between_tiles = number(parts(layer.row_blocks, blocks_in_tile) - 1) * outputs;
    double const read_bytes = number(shape.groups * shape.inputs() * parts(layer.column_blocks, in_tile));

    ByPart one;  // of one position
    one[Part::adc] = samples;
    one[Part::dac] = rows * cycles;
    // Every bit line of a value, and for an analog sum the two ends of the sum itself.
    one[Part::sample_hold] = values * (chip.columns_per_weight + (analog ? 2 : 0)) * cycles;
    one[Part::accumulator] = analog ? values * cycles : samples;
    one[Part::analog_buffer] = values * weight_slices(chip.precision) * cycles * chip.samples_per_value;
    one[Part::crossbar] = number(layer.arrays) * cycles;
    one[Part::input_register] = rows * chip.precision.input_bits;
    one[Part::output_register] = samples;
    one[Part::aggregator] = values - outputs;
    one[Part::post_processing] = outputs;
    one[Part::edram] = read_bytes + outputs;
    one[Part::bus] = read_bytes + outputs;
    one[Part::router] = chip.hops * (outputs + bytes_of_partial_sum * sums_between_tiles);
    for (auto& value : one.values) value *= number(shape.positions());
    return one;
}

Evaluation evaluate(LayerTable const& table, Chip const& chip) {
    Evaluation result;
    result.mapping = map_network(table, chip);
    for (auto const& layer : result.mapping.layers) {
        auto const events = events_of(layer, chip);
        for (std::size_t k = 0; k < events.values.size(); ++k) result.events.values.at(k) += events.values.at(k);
    }
    result.events[Part::link] = bytes_between_chips(result.mapping, table);
    auto const chips = static_cast<double>(result.mapping.chips);
    result.interval_s = static_cast<double>(result.mapping.interval_passes) * pass_s(chip);
    for (auto const& info : part_infos) {
        auto const& component = chip[info.part];
        if (!component) {
            result.events[info.part] = 0;
            continue;
        }
        double const in_chip = component->per_tile * (info.part == Part::link ? 1 : tiles_of(chip));
        result.energy_j[info.part] =
            component->energy_j *
            (chip.always_on ? component->rate_hz * in_chip * chips * result.interval_s : result.events[info.part]);
    }
    result.total_j = std::accumulate(result.energy_j.values.begin(), result.energy_j.values.end(), 0.0);
    result.images_per_s = 1 / (result.interval_s * chips);
    result.ops = 2.0 * static_cast<double>(products_of(table));
    result.ops_per_s = result.ops * result.images_per_s;
    result.ops_per_s_per_w = result.ops / result.total_j;
    result.busy = result.ops_per_s / peak_ops_per_s(chip);
    return result;
}

}  // namespace cimchar::network::system
