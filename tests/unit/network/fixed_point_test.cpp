// Fixed-point words, Eqs. (1) to (4) of Diware et al. by their own numbers, truncation, and Algorithm 1.
#include "network/mapping/fixed_point.hpp"

#include "core/error.hpp"
#include "network/mapping/fraction_search.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>

using namespace cimchar;
using namespace cimchar::network;

TEST_CASE("fixed point: a number is scaled, made whole toward zero, and clipped", "[network]") {
    FixedPoint const q4_2{4, 2};  // -2 … 1.75 in steps of 0.25
    CHECK(word_of(1.3, q4_2) == 5);
    CHECK(word_of(-1.3, q4_2) == -5);
    CHECK(word_of(1.3, q4_2, Rounding::nearest) == 5);
    CHECK(word_of(-1.4, q4_2, Rounding::nearest) == -6);
    CHECK(word_of(9, q4_2) == 7);
    CHECK(word_of(-9, q4_2) == -8);
    CHECK(word_of(1.9, q4_2, Rounding::nearest) == 7);  // would round to 8
    CHECK(word_of(std::numeric_limits<double>::infinity(), q4_2) == 7);
    CHECK(value_of(-6, q4_2) == -1.5);
    CHECK_THROWS_AS(word_of(std::nan(""), q4_2), InputError);
    CHECK_THROWS_AS(word_of(1, {63, 0}), InputError);
}

TEST_CASE("fixed point: every word is what it was made of, also with the point outside the word", "[network]") {
    for (auto const format :
         {FixedPoint{8, 7}, FixedPoint{8, 9}, FixedPoint{8, 12}, FixedPoint{8, -3}, FixedPoint{1, 0}}) {
        std::int64_t const half = std::int64_t{1} << (format.word_bits - 1);
        for (std::int64_t word = -half; word < half; ++word) {
            CHECK(word_of(value_of(word, format), format) == word);
            CHECK(from_bits(bits_of(word, format.word_bits), format.word_bits) == word);
        }
    }
}

// (8, 9) of the paper: steps of 1/512, two implicit bits in front: 127/512 = 0.001111111b.
TEST_CASE("fixed point: with more fraction bits than bits the range is narrower and the step finer", "[network]") {
    FixedPoint const format{8, 9};
    CHECK(word_of(0.3, format) == 127);
    CHECK(value_of(127, format) == 127.0 / 512);
    CHECK(value_of(-128, format) == -0.25);
    CHECK(bits_of(-1, 8) == 0xff);
}

TEST_CASE("fixed point: the output's length and the discarded bits follow Eqs. (1) to (4)", "[network]") {
    // Weights of 8 bits, activations of 16, 128 rows, as the paper simulates.
    CHECK(bits_of_rows(128) == 7);
    CHECK(output_word_bits(16, 8, 128) == 16 + 8 + 7);
    CHECK(discarded_high_bits(8, 128, 9) == 8 + 7 - 9);
    for (int fraction = 6; fraction <= 12; ++fraction) {
        int const high = discarded_high_bits(8, 128, fraction);
        CHECK(output_word_bits(16, 8, 128) - 16 == high + fraction);  // Eqs. (2), (3): D = D_H + D_L, O_RWL = A_WL
    }
    CHECK(bits_of_rows(1) == 0);
    CHECK(bits_of_rows(129) == 8);  // no power of two
    CHECK(discarded_high_bits(8, 128, 15) == 0);
    CHECK_THROWS_WITH(discarded_high_bits(8, 128, 16), Catch::Contains("at most 15"));
}

TEST_CASE("fixed point: truncation keeps what fits exactly and rounds low bits down", "[network]") {
    // 8 bits, 2 high and 3 low discarded: 3 remain, -4 … 3 in units of 8.
    for (std::int64_t word = -32; word < 32; ++word)
        for (auto const overflow : {Overflow::wrap, Overflow::saturate})
            CHECK(truncated(word, 8, 2, 3, overflow) ==
                  static_cast<std::int64_t>(std::floor(static_cast<double>(word) / 8)));
    CHECK(truncated(-128, 8, 0, 0) == -128);
}

TEST_CASE("fixed point: what does not fit wraps in two's complement, or saturates", "[network]") {
    CHECK(truncated(32, 8, 2, 3) == -4);  // 00|100|000
    CHECK(truncated(-40, 8, 2, 3) == 3);  // 11|011|000
    CHECK(truncated(127, 8, 2, 3) == -1);
    CHECK(truncated(32, 8, 2, 3, Overflow::saturate) == 3);
    CHECK(truncated(-40, 8, 2, 3, Overflow::saturate) == -4);
    CHECK_THROWS_AS(truncated(128, 8, 0, 0), ContractError);
    CHECK_THROWS_AS(truncated(0, 8, 4, 4), ContractError);
}

TEST_CASE("fixed point: an error in the discarded bits alone is gone with them", "[network]") {
    for (std::int64_t const error : {-64, 64, 128, 192})  // 20 + error stays within 10 bits
        CHECK(truncated(20 + error, 10, 4, 1) == truncated(20, 10, 4, 1));
}

TEST_CASE("fixed point: Eq. (4) gives the output the activations' format", "[network]") {
    FixedPoint const activation{8, 4};
    FixedPoint const weight{6, 5};
    constexpr std::size_t rows = 4;
    // 3.25·0.5 + 1.5·(-0.25) + 0 + 2·0.75 = 2.75
    std::array const a{3.25, 1.5, 0.0, 2.0};
    std::array const w{0.5, -0.25, 0.9, 0.75};
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < rows; ++i) sum += word_of(a.at(i), activation) * word_of(w.at(i), weight);
    auto const out = truncated(sum, output_word_bits(8, 6, rows), discarded_high_bits(6, rows, weight.fraction_bits),
                               weight.fraction_bits);
    CHECK(value_of(out, activation) == 2.75);
}

TEST_CASE("fraction search: hardware is tried above the threshold only, and the most accurate wins", "[network]") {
    std::map<int, double> const exact{{6, 0.90}, {7, 0.91}, {8, 0.91}, {9, 0.92}, {10, 0.80}, {11, 0.5}};
    std::map<int, double> const hardware{{6, 0.2}, {7, 0.4}, {8, 0.7}, {9, 0.9}};
    std::array const list{6, 7, 8, 9, 10, 11};
    auto const got = search_fraction_bits(
        list, 8, 128, 0.80, [&](int bits, int) { return exact.at(bits); },
        [&](int bits, int high) {
            CHECK(high == 15 - bits);
            return hardware.at(bits);  // 10 is not above 0.80, and asking would throw
        });
    REQUIRE(got.trials.size() == list.size());
    REQUIRE(got.best);
    CHECK(got.trials[*got.best].fraction_bits == 9);
    CHECK(got.trials[*got.best].discarded_high_bits == 6);
    CHECK_FALSE(got.trials[4].hardware_accuracy);
    CHECK(got.trials[4].fixed_point_accuracy == 0.80);
}

TEST_CASE("fraction search: nothing above the threshold is no best, ties go to the first", "[network]") {
    std::array const list{6, 7};
    auto const flat = [](double value) { return [value](int, int) { return value; }; };
    CHECK_FALSE(search_fraction_bits(list, 8, 128, 0.9, flat(0.9), flat(1)).best);
    CHECK(search_fraction_bits(list, 8, 128, 0.5, flat(0.9), flat(1)).best == 0U);
    CHECK_THROWS_AS(search_fraction_bits(std::array{16}, 8, 128, 0.5, flat(0.9), flat(1)), InputError);
}
