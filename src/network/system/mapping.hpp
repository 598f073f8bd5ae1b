// Layers on arrays, and copies of layers for a balanced pipeline.
// Source: Cao et al. (Neural-PIM), sections 5.2.1 and 5.2.4; Shafiee et al. (ISAAC), section on the pipeline.
#pragma once
#include "network/system/chip.hpp"
#include "network/system/layer_table.hpp"

#include <cstddef>
#include <vector>

namespace cimchar::network::system {

/// One layer on arrays, once.
struct MappedLayer {
    LayerShape shape;
    std::size_t row_blocks = 1;     ///< arrays below each other that an output's inputs need
    std::size_t column_blocks = 1;  ///< arrays beside each other that a group's outputs need
    std::size_t arrays = 0;  ///< with the layer's weights; groups that fit share an array, as blocks on its diagonal
    std::size_t copies = 1;  ///< that work on different positions, or on different images
};

/// A network on as many chips as its weights need.
struct Mapping {
    std::vector<MappedLayer> layers;
    std::size_t arrays = 0;           ///< that hold the weights once
    std::size_t chips = 1;            ///< the fewest of whose arrays they take no more than weight_share
    std::size_t arrays_used = 0;      ///< with all copies
    std::size_t interval_passes = 0;  ///< passes between one image and the next: of the slowest layer
};

/// Arrays of a layer: every array holds rows_of() inputs of values_per_array() outputs.
[[nodiscard]] MappedLayer map_layer(LayerShape const& shape, Chip const& chip);

/// Puts layers on chips and fills what is left with copies: the least interval t for which ⌈positions/t⌉ copies of
/// every layer fit. No other choice of copies has a shorter one. Copies of a recurrent layer serve different sequences.
[[nodiscard]] Mapping map_network(LayerTable const& table, Chip const& chip);

}  // namespace cimchar::network::system
