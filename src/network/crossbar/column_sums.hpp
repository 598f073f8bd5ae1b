// Sums of conductances along the columns of an array, and their rounding: where the time of a network on arrays goes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cimchar::network {

/// Columns that lie side by side in memory, row after row: what fits a core's registers, and an array of them its
/// cache.
inline constexpr std::size_t tile_columns = 64;

/// Word lines that are driven, ascending, and how far, shape (rows driven).
struct Driven {
    std::vector<std::uint32_t> row;
    std::vector<float> drive;  ///< share of the full input
    bool all_full = true;      ///< every drive is 1
    void clear() {
        row.clear();
        drive.clear();
    }
};

/// sum[c] = Σ drive · tile[row][c] over the driven rows, in their order: the same bits whatever the machine's vectors
/// are. Shapes: tile (rows, tile_columns), sum (tile_columns).
void column_sums(float const* tile, Driven const& driven, float* sum);

/// What an ideal converter makes of sums.
struct Rounding {
    float per_lsb = 1;  ///< LSB of a sum
    float zero = 0;     ///< code of a sum of 0
    float codes = 256;  ///< how many there are
    double weight = 1;  ///< of an LSB, in what is accumulated
};

/// total[c] += weight · (code of sum[c] - zero); a sum between two codes belongs to the nearest, ties to the higher.
/// Returns how many sums are beyond the codes by more than half an LSB.
std::uint64_t add_rounded(float const* sum, std::size_t columns, Rounding const& rounding, double* total);

}  // namespace cimchar::network
