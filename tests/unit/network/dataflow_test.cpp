// Accumulation strategies by Eqs. 2-8 of Neural-PIM.
#include "network/system/dataflow.hpp"

#include <catch2/catch.hpp>

using namespace cimchar::network::system;

TEST_CASE("dataflow: an 8-bit product of 1-bit slices takes 64, 15 and 1 conversions", "[network]") {
    Precision const p;  // 8 × 8 bits, 1-bit cells and DACs, 128 rows
    CHECK(input_cycles(p) == 8);
    CHECK(conversions(Strategy::digital, p) == 8 * 8);
    CHECK(conversions(Strategy::analog_buffer, p) == 8 + 8 - 1);
    CHECK(conversions(Strategy::analog, p) == 1);
}

TEST_CASE("dataflow: what is left of an input that a DAC does not divide takes a cycle of its own", "[network]") {
    Precision p;
    p.dac_bits = 3;
    p.cell_bits = 3;
    CHECK(input_cycles(p) == 3);
    CHECK(weight_slices(p) == 3);
    CHECK(conversions(Strategy::digital, p) == 9);
    CHECK(conversions(Strategy::analog_buffer, p) == 5);
}

TEST_CASE("dataflow: resolutions are those of Eqs. 2 to 4", "[network]") {
    Precision p;
    // 1 + 1 - 1 + 7; Table 3 has 7, one less. Then log2(8 cycles) more; Table 3 has 10.
    CHECK(adc_resolution_bit(Strategy::digital, p) == 8);
    CHECK(adc_resolution_bit(Strategy::analog_buffer, p) == 11);
    CHECK(adc_resolution_bit(Strategy::analog, p) == 8);
    p.dac_bits = 4;  // one of the two is still 1 bit: 1 + 4 - 1 + 7; two cycles
    CHECK(adc_resolution_bit(Strategy::digital, p) == 11);
    CHECK(adc_resolution_bit(Strategy::analog_buffer, p) == 12);
    CHECK(adc_resolution_bit(Strategy::analog, p) == 8);
    p.cell_bits = 2;  // both wider: 2 + 4 + 7
    CHECK(adc_resolution_bit(Strategy::digital, p) == 13);
    p.dac_bits = 3;  // three cycles: log2 is 1.58, and half a bit needs a whole one
    CHECK(adc_resolution_bit(Strategy::analog_buffer, p) == 2 + 3 + 7 + 2);
}

TEST_CASE("dataflow: the levels of a bit line fit the bits of Eq. 2", "[network]") {
    // The equation's own reason: (2^PR - 1)(2^PD - 1) 2^N levels above zero. Where a factor is 1 they fill one bit
    // less.
    for (int cell = 1; cell <= 3; ++cell)
        for (int dac = 1; dac <= 4; ++dac) {
            Precision p;
            p.cell_bits = cell;
            p.dac_bits = dac;
            int const levels = ((1 << cell) - 1) * ((1 << dac) - 1) * 128;
            CHECK(levels <= 1 << adc_resolution_bit(Strategy::digital, p));
        }
}
