// Bit slicing: signed weights on differential columns of few-bit cells, inputs through few-bit converters, and what
// shift and add makes of the partial sums.
// Source: Diware et al., ICCAD 2024, section 2.2.2; Zhang et al., Eq. (1), with one bit a slice.
#pragma once
#include <cstdint>
#include <Eigen/Core>
#include <vector>

namespace cimchar::network {

using IntegerMatrix = Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using IntegerVector = Eigen::Matrix<std::int64_t, Eigen::Dynamic, 1>;

/// Slices of `slice_bits` bits that `bits` bits take: their ratio, rounded up. bits >= 1; slice_bits 1 … 16, else
/// InputError. All functions here are pure.
[[nodiscard]] int slices_for(int bits, int slice_bits);

/// Bits of the largest magnitude in a matrix, at least 1: 8 for -128 … 127.
[[nodiscard]] int magnitude_bits(IntegerMatrix const& values);

/// Digits in base 2^slice_bits, the least significant first, each of the shape of `values`: values =
/// Σ_s 2^(s·slice_bits)·slices[s]. Throws InputError if a value is negative or needs more than `count` slices.
[[nodiscard]] std::vector<IntegerMatrix> sliced(IntegerMatrix const& values, int slice_bits, int count);

/// The sum above.
[[nodiscard]] IntegerMatrix joined(std::vector<IntegerMatrix> const& slices, int slice_bits);

/// Levels of the cells that hold a matrix of weights.
struct SlicedWeights {
    int cell_bits = 1;
    std::vector<IntegerMatrix> positive;  ///< of max(w, 0); least significant slice first, each of the weights' shape
    std::vector<IntegerMatrix> negative;  ///< of max(-w, 0), as many
};

/// `weights`, signed, any shape; `bits` that magnitudes may have (magnitude_bits tells how many they need). Throws like
/// sliced().
[[nodiscard]] SlicedWeights sliced_weights(IntegerMatrix const& weights, int bits, int cell_bits);

/// weights · input by its parts: Σ_t Σ_s 2^(t·dac_bits + s·cell_bits)·(positive[s] - negative[s])·input slice t,
/// exactly. `weights` as (outputs, inputs), `input` >= 0 of `input_bits` bits, shape (inputs). Sums must fit into 63
/// bits.
[[nodiscard]] IntegerVector product_of_slices(SlicedWeights const& weights, IntegerVector const& input, int input_bits,
                                              int dac_bits);

}  // namespace cimchar::network
