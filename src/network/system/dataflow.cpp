#include "network/system/dataflow.hpp"

#include "core/error.hpp"

#include <bit>

namespace cimchar::network::system {

namespace {

int parts(int whole, int part) {
    CIMCHAR_EXPECT(whole > 0 && part > 0);
    return (whole + part - 1) / part;
}

/// ⌈log2 n⌉.
int bits_to_count(int n) {
    return static_cast<int>(std::bit_width(static_cast<unsigned>(n - 1)));
}

}  // namespace

std::string_view letter_of(Strategy strategy) {
    switch (strategy) {
        case Strategy::digital:
            return "A";
        case Strategy::analog_buffer:
            return "B";
        case Strategy::analog:
            return "C";
    }
    return "";
}

int input_cycles(Precision const& precision) {
    return parts(precision.input_bits, precision.dac_bits);
}

int weight_slices(Precision const& precision) {
    return parts(precision.weight_bits, precision.cell_bits);
}

int adc_resolution_bit(Strategy strategy, Precision const& precision) {
    if (strategy == Strategy::analog) return precision.output_bits;
    bool const both_wide = precision.cell_bits > 1 && precision.dac_bits > 1;
    int const of_bit_line = precision.cell_bits + precision.dac_bits - (both_wide ? 0 : 1) + precision.row_bits;
    return strategy == Strategy::digital ? of_bit_line : of_bit_line + bits_to_count(input_cycles(precision));
}

int conversions(Strategy strategy, Precision const& precision) {
    switch (strategy) {
        case Strategy::digital:
            return input_cycles(precision) * weight_slices(precision);
        case Strategy::analog_buffer:
            return input_cycles(precision) + weight_slices(precision) - 1;
        case Strategy::analog:
            return 1;
    }
    return 0;
}

}  // namespace cimchar::network::system
