// Sums of conductances along the columns of an array: where the time of a network on arrays goes.
#pragma once
#include <cstddef>
#include <cstdint>

namespace cimchar::network {

/// A word line that is driven.
struct Driven {
    std::uint32_t row = 0;
    float drive = 1;  ///< share of the full input
};

/// sum[c] = Σ drive · conductance[row][c] over the driven rows, in their order: the same bits whatever the machine's
/// vectors are. `conductance` is row-major with `columns` columns.
void column_sums(float const* conductance, std::size_t columns, Driven const* driven, std::size_t count, float* sum);

}  // namespace cimchar::network
