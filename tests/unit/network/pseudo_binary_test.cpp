// Pseudo-binary quantization on the paper's worked example, on ideal cells, and condition by condition.
#include "network/mapping/pseudo_binary.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace cimchar;
using namespace cimchar::network;

namespace {
// Numbers of the examples have at most four digits; what doubles add to their sums is far below.
Approx number(double value) {
    return Approx(value).margin(1e-12);
}
}  // namespace

// 8·1.05 = 8.4, 4·1.1 = 4.4, 0.6 remains; 2·1.125 is more than 0.5 above it; 1·0.93 leaves 0.6 - 0.93 = -0.33.
TEST_CASE("pseudo-binary: the worked example in the given order errs by -0.33", "[network]") {
    auto const got = pseudo_binary(13.4, std::array{1.05, 1.1, 1.125, 0.93});
    CHECK(got.low_resistive == std::vector{true, true, false, true});
    CHECK(13.4 - got.value == number(-0.33));
}

// 8·1.125 = 9, 4·1.1 = 4.4, nothing remains.
TEST_CASE("pseudo-binary: the worked example with the third cell in front is exact", "[network]") {
    auto const got = pseudo_binary(13.4, std::array{1.125, 1.1, 1.05, 0.93});
    CHECK(got.low_resistive == std::vector{true, true, false, false});
    CHECK(got.value == number(13.4));
}

TEST_CASE("pseudo-binary: on ideal cells it rounds to the nearest whole number", "[network]") {
    std::vector<double> const ideal(8, 1.0);
    for (std::uint64_t i = 0; i < 2000; ++i) {
        double const weight = 255.4 * uniform(1, stable_hash("pseudo_binary_test"), i);
        CAPTURE(weight);
        CHECK(pseudo_binary(weight, ideal).value == std::round(weight));
    }
    for (int code = 0; code < 256; ++code) CHECK(pseudo_binary(code, ideal).value == code);
}

TEST_CASE("pseudo-binary: a cell that hardly conducts is not used", "[network]") {
    CHECK_FALSE(stays_low_resistive(0.5, 8, 15));
    CHECK(stays_low_resistive(0.51, 8, 15));
}

TEST_CASE("pseudo-binary: the last cell is used only where that makes the error smaller", "[network]") {
    CHECK_FALSE(stays_low_resistive(1.0, 1, 0.49));  // |1 - 0.49| = 0.51 > 0.49
    CHECK(stays_low_resistive(1.0, 1, 0.5));         // equal: it stays, as Eq. (25) has it
    CHECK_FALSE(stays_low_resistive(0.6, 1, 0.29));  // overshoots by 0.31 only, but that is more than 0.29
}

// Eq. (25) prints 2^(i-1); with i from 0 that is half of what the cell counts, and the worked example cannot tell.
TEST_CASE("pseudo-binary: a weight of 3.6 does not take the cell that counts 8", "[network]") {
    auto const got = pseudo_binary(3.6, std::array{1.0, 1.0, 1.0, 1.0});
    CHECK(got.low_resistive == std::vector{false, true, false, false});
}

TEST_CASE("pseudo-binary: a weight above all cells together takes all of them", "[network]") {
    CHECK(pseudo_binary(20, std::array{0.9, 1.0, 1.1, 1.0}).value == number(7.2 + 4 + 2.2 + 1));
}

// 8·1.3 = 10.4 is too much for 9.5; what is left, 4 + 2 + 1, is too little. Binary digits have no spare ones.
TEST_CASE("pseudo-binary: a weight is overshot by half an LSB at most, but may be missed by more", "[network]") {
    CHECK(pseudo_binary(9.5, std::array{1.3, 1.0, 1.0, 1.0}).value == 7);
    auto const stream = stable_hash("pseudo_binary_test");
    for (std::uint64_t i = 0; i < 2000; ++i) {
        std::vector<double> cells;
        for (std::uint64_t k = 0; k < 6; ++k) cells.push_back(1 + 0.3 * standard_normal(2, stream, 6 * i + k));
        double const weight = 63 * uniform(3, stream, i);
        CHECK(pseudo_binary(weight, cells).value <= weight + 0.5 + 1e-12);
    }
}

TEST_CASE("pseudo-binary: a negative weight is refused with what to do", "[network]") {
    CHECK_THROWS_WITH(pseudo_binary(-1, std::array{1.0}), Catch::Contains("differential"));
    CHECK_THROWS_AS(pseudo_binary(1, std::array{std::nan("")}), InputError);
}
