// Fixed-point numbers of computing-in-memory: words of weights and activations, and the output word that is cut to
// size. Source: Diware et al., "Hardware-Aware Quantization for Accurate Memristor-Based Neural Networks", ICCAD 2024,
// sections 2.2.1 and 3.4, Eqs. (1) to (4).
#pragma once
#include <cstddef>
#include <cstdint>

namespace cimchar::network {

/// (WL, FL): the value is n/2^FL with n in two's complement of WL bits. FL may be larger than WL, the bits between the
/// radix point and the word are then copies of the sign (zeros of a positive number), or negative.
struct FixedPoint {
    int word_bits = 8;      ///< 1 … 62
    int fraction_bits = 7;  ///< -62 … 62
};

/// How a real number becomes whole. The paper scales up and keeps "the integer part".
enum class Rounding { toward_zero, nearest };

/// The word of a number: scaled by 2^FL, rounded (halves away from zero), clipped to -2^(WL-1) … 2^(WL-1) - 1.
/// Throws InputError for NaN; infinity is clipped. All functions here are pure.
[[nodiscard]] std::int64_t word_of(double value, FixedPoint const& format, Rounding rounding = Rounding::toward_zero);

/// What a word stands for, exactly.
[[nodiscard]] double value_of(std::int64_t word, FixedPoint const& format);

/// The bits of a word in two's complement, without the sign's copies above them; back with from_bits.
[[nodiscard]] std::uint64_t bits_of(std::int64_t word, int word_bits);
[[nodiscard]] std::int64_t from_bits(std::uint64_t bits, int word_bits);

/// Bits that a sum over the rows of a crossbar takes: log2 R, rounded up where R is no power of two. R >= 1.
[[nodiscard]] int bits_of_rows(std::size_t rows);

/// O_WL = A_WL + W_WL + log2 R, Eq. (1).
[[nodiscard]] int output_word_bits(int activation_bits, int weight_bits, std::size_t rows);

/// D_H = W_WL + log2 R - W_FL, Eq. (4): Eq. (3) with an output word as long as an activation's, O_RWL = A_WL, and as
/// many low bits discarded as the weight has behind the point, D_L = W_FL. The output then has the activations' format.
/// Throws InputError if it is negative: the low bits alone would be too many.
[[nodiscard]] int discarded_high_bits(int weight_bits, std::size_t rows, int weight_fraction_bits);

/// What the discarded high bits do to a sum that needs them.
enum class Overflow {
    wrap,      ///< they are gone: the hardware of the paper, an offset register and multiplexers
    saturate,  ///< the largest or smallest word instead, for which the hardware would have to look at them
};

/// A word of `word_bits` bits without `high` bits at its top and `low` at its bottom (an arithmetic shift, thus toward
/// -∞). What remains is read in two's complement. With `wrap` an error that is a multiple of the kept range is gone as
/// well, which is what the paper discards high bits for (its Fig. 8b): conductances that vary put errors there, the sum
/// itself has nothing there but copies of its sign. `saturate` would turn such an error into one of full scale.
/// high, low >= 0, high + low < word_bits; the word fits into its bits (ContractError). The kept bits are never more.
[[nodiscard]] std::int64_t truncated(std::int64_t word, int word_bits, int high, int low,
                                     Overflow overflow = Overflow::wrap);

}  // namespace cimchar::network
