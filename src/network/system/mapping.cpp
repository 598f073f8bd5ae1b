#include "network/system/mapping.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::network::system {

namespace {

std::size_t parts(std::size_t whole, std::size_t part) {
    return (whole + part - 1) / part;
}

std::size_t arrays_at(std::vector<MappedLayer> const& layers, std::size_t interval) {
    std::size_t sum = 0;
    for (auto const& layer : layers) sum += layer.arrays * parts(layer.shape.positions(), interval);
    return sum;
}

}  // namespace

MappedLayer map_layer(LayerShape const& shape, Chip const& chip) {
    auto const rows = static_cast<std::size_t>(rows_of(chip));
    auto const values = static_cast<std::size_t>(values_per_array(chip));
    MappedLayer layer{shape, parts(shape.inputs(), rows), parts(shape.outputs(), values), 0, 1};
    bool const shared = layer.row_blocks == 1 && layer.column_blocks == 1;
    auto const groups_in_array = shared ? std::min(rows / shape.inputs(), values / shape.outputs()) : 1;
    layer.arrays = parts(shape.groups, groups_in_array) * layer.row_blocks * layer.column_blocks;
    return layer;
}

Mapping map_network(LayerTable const& table, Chip const& chip) {
    CIMCHAR_EXPECT(!table.layers.empty() && arrays_of(chip) > 0);
    Mapping mapping;
    std::size_t slowest = 1;
    for (auto const& shape : table.layers) {
        mapping.layers.push_back(map_layer(shape, chip));
        mapping.arrays += mapping.layers.back().arrays;
        slowest = std::max(slowest, shape.positions());
    }
    mapping.chips = static_cast<std::size_t>(
        std::ceil(static_cast<double>(mapping.arrays) / (chip.weight_share * arrays_of(chip))));
    auto const there_are = mapping.chips * static_cast<std::size_t>(arrays_of(chip));
    std::size_t low = 1;
    std::size_t high = slowest;  // at which there is one copy of each
    while (low < high) {
        auto const middle = low + (high - low) / 2;
        if (arrays_at(mapping.layers, middle) <= there_are)
            high = middle;
        else
            low = middle + 1;
    }
    mapping.interval_passes = low;
    mapping.arrays_used = arrays_at(mapping.layers, low);
    for (auto& layer : mapping.layers) layer.copies = parts(layer.shape.positions(), low);
    return mapping;
}

}  // namespace cimchar::network::system
