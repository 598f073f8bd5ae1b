// A network's weights on arrays of cells: signed integers as differential columns, in slices of as many bits as a cell
// holds. Plain data; every cell is one of a virtual chip.
#pragma once
#include "network/network.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cimchar::network {

/// Of all arrays of a chip. Source of the first numbers: Cao et al. (neuralpim), §5.2.1.
struct ArrayOptions {
    std::size_t rows = 128;
    std::size_t columns = 128;
    int cell_bits = 1;  ///< a weight's slice
    int dac_bits = 1;   ///< an input's slice
    /// Conductance of the lowest state over that of the highest.
    double off_ratio = 0;
    /// σ of ln of every conductance; a chip keeps it for life.
    double spread = 0;
};

/// Rows of a layer that share an array, and all columns that the layer's weights take.
struct Block {
    std::size_t first_row = 0;  ///< of the layer's inputs
    std::size_t rows = 0;
    /// Positive less negative column, (slices · outputs) of them, lowest slice first; 1 is a cell of the highest
    /// conductance. Shape (tiles · rows, tile_columns), tile after tile; the last one is filled up with 0.
    Matrix conductance;
    std::size_t tiles = 0;
};

struct LayerOnArrays {
    std::size_t outputs = 0;
    std::size_t slices = 0;
    std::vector<Block> blocks;
    std::size_t arrays = 0;  ///< arrays of `rows` by `columns` cells that it takes
};

/// The weights of a quantized layer on the arrays of chip `chip`; 0 is the nominal chip, without spread. Draws depend
/// on (seed, chip, layer, row, column) alone. Throws InputError if options are out of range.
[[nodiscard]] LayerOnArrays map_to_arrays(Affine const& affine, ArrayOptions const& options, std::uint64_t seed,
                                          std::uint64_t chip, std::size_t layer);

}  // namespace cimchar::network
