// Peak operations per second and area over the sizes of a processing element of Neural-PIM.
// Source: Cao et al., section 7.1, Fig. 11; areas and rates of Table 2, scaled.
#pragma once
#include "network/system/chip.hpp"

#include <span>
#include <string>
#include <vector>

namespace cimchar::network::system {

/// One tile, as Fig. 11 names it: N128-D4-A4-S64, 64 arrays.
struct Design {
    int rows = 128;         ///< N: arrays of N × N, a power of two
    int dac_bits = 4;       ///< D
    int adcs = 4;           ///< A
    int accumulators = 64;  ///< S: shift-and-add networks
    int arrays = 64;        ///< M
};

/// "N128-D4-A4-S64 M64".
[[nodiscard]] std::string name_of(Design const& design);

/// What keeps a tile from another pass.
enum class Bottleneck { inputs, converters, accumulators, buffer };
[[nodiscard]] std::string_view name_of(Bottleneck bottleneck);

struct DesignFigures {
    Design design;
    double tile_area_m2 = 0;
    int tiles = 0;  ///< in the chip's area
    double pass_s = 0;
    double ops_per_s_per_m2 = 0;  ///< at peak, by the area of the chip with its link
    Bottleneck bottleneck = Bottleneck::inputs;
};

/// Areas scale by count; a crossbar's with its cells; a register's with the inputs it holds; a DAC's by an equal factor
/// for each bit, through the one-bit area of `one_bit` and the area in `chip`. What the tables do not list of a tile
/// stays. A pass takes what inputs, converters, accumulators or the buffer take, whichever is longest; the buffer gives
/// a different input to every row of the tile. Throws InputError if a chip lacks a component. Pure.
[[nodiscard]] DesignFigures evaluate_design(Design const& design, Chip const& chip, Chip const& one_bit);

/// All designs of Fig. 11's axes, best first; equals in the order of their axes.
[[nodiscard]] std::vector<DesignFigures> sweep_designs(Chip const& chip, Chip const& one_bit);

/// How a peak can be read out of the published tables: operations of a pass, its time, and the area they are divided
/// by.
struct PeakReading {
    std::string what;
    int arrays_per_tile = 64;
    int pass_cycles = 0;
    double area_m2 = 0;
    double ops_per_s_per_m2 = 0;
};

/// Readings of arrays per tile (of the table's block, or of each of four elements), input cycles of a pass, and area.
[[nodiscard]] std::vector<PeakReading> peak_readings(Chip const& chip);

}  // namespace cimchar::network::system
