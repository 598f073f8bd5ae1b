// Where a dot product of bit slices is put together, and what that asks of its converters.
// Source: Cao et al. (Neural-PIM), section 3, Eqs. 2-8.
#pragma once
#include <string_view>

namespace cimchar::network::system {

/// Where the slices' partial sums are accumulated.
enum class Strategy {
    digital,        ///< A: every slice is digitized (ISAAC)
    analog_buffer,  ///< B: slices are kept in cells of a buffer array, whose bit lines are digitized (CASCADE)
    analog,         ///< C: one analog sum is digitized (Neural-PIM)
};

/// "A", "B", "C".
[[nodiscard]] std::string_view letter_of(Strategy strategy);

/// Bits of the operands and of the circuits that hold them, each 1 or more.
struct Precision {
    int input_bits = 8;   ///< P_I
    int weight_bits = 8;  ///< P_W
    int output_bits = 8;  ///< P_O
    int cell_bits = 1;    ///< P_R
    int dac_bits = 1;     ///< P_D
    int row_bits = 7;     ///< N: an array has 2^N rows
};

/// Slices of an input: input cycles of a dot product, Eq. 8, the same for all strategies. Pure.
[[nodiscard]] int input_cycles(Precision const& precision);

/// Cells beside each other that hold the size of a weight, ⌈P_W/P_R⌉. Pure.
[[nodiscard]] int weight_slices(Precision const& precision);

/// Bits that a converter needs for what comes to it to be told apart, Eqs. 2-4. The logarithm of Eq. 3 is rounded up.
/// An upper bound: ISAAC and CASCADE make do with one less (Table 3). Pure.
[[nodiscard]] int adc_resolution_bit(Strategy strategy, Precision const& precision);

/// Conversions of one dot product of up to 2^N inputs, Eqs. 5-7. Pure.
[[nodiscard]] int conversions(Strategy strategy, Precision const& precision);

}  // namespace cimchar::network::system
