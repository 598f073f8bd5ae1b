// Slices of weights and inputs: recombined they are the numbers, and their products the product, exactly.
#include "network/mapping/slices.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::network;

namespace {

/// Whole numbers of least … most.
IntegerMatrix drawn(Eigen::Index rows, Eigen::Index columns, std::int64_t least, std::int64_t most,
                    std::uint64_t seed) {
    IntegerMatrix out(rows, columns);
    for (Eigen::Index i = 0; i < out.size(); ++i)
        out(i) =
            least + static_cast<std::int64_t>(uniform(seed, stable_hash("slices_test"), static_cast<std::uint64_t>(i)) *
                                              static_cast<double>(most - least + 1));
    return out;
}

}  // namespace

// 236 = 11'10'11'00b.
TEST_CASE("slices: the least significant comes first", "[network]") {
    auto const slices = sliced(IntegerMatrix::Constant(1, 1, 236), 2, 4);
    REQUIRE(slices.size() == 4);
    CHECK(slices[0](0) == 0);
    CHECK(slices[1](0) == 3);
    CHECK(slices[2](0) == 2);
    CHECK(slices[3](0) == 3);
}

TEST_CASE("slices: joined they are the numbers, whatever their width", "[network]") {
    auto const values = drawn(7, 9, 0, 255, 1);
    for (int bits = 1; bits <= 9; ++bits) {
        auto const slices = sliced(values, bits, slices_for(8, bits));
        CHECK(joined(slices, bits) == values);
        for (auto const& slice : slices) CHECK(slice.maxCoeff() < (1 << bits));
    }
    CHECK(joined(sliced(values, 16, 5), 16) == values);  // more slices than 64 bits: zeros
    CHECK(slices_for(8, 3) == 3);
}

TEST_CASE("slices: a signed weight is in one column of its pair, -128 too", "[network]") {
    auto weights = drawn(5, 6, -128, 127, 2);
    weights(0) = -128;
    CHECK(magnitude_bits(weights) == 8);
    auto const parts = sliced_weights(weights, 8, 2);
    CHECK(parts.positive.size() == 4);
    CHECK(joined(parts.positive, 2) - joined(parts.negative, 2) == weights);
    CHECK((joined(parts.positive, 2).cwiseProduct(joined(parts.negative, 2)).array() == 0).all());
}

TEST_CASE("slices: shifted and added, products of slices are the product", "[network]") {
    auto const weights = drawn(6, 128, -128, 127, 3);
    IntegerVector const input = drawn(128, 1, 0, 255, 4);
    for (int const cell_bits : {1, 2, 3, 4, 8})
        for (int const dac_bits : {1, 2, 3, 8})
            CHECK(product_of_slices(sliced_weights(weights, 8, cell_bits), input, 8, dac_bits) == weights * input);
}

TEST_CASE("slices: what does not fit is refused with what would do", "[network]") {
    CHECK_THROWS_WITH(sliced(IntegerMatrix::Constant(1, 1, 256), 2, 4), Catch::Contains("0 … 255"));
    CHECK_THROWS_AS(sliced(IntegerMatrix::Constant(1, 1, -1), 2, 4), InputError);
    CHECK_THROWS_WITH(sliced_weights(IntegerMatrix::Constant(1, 1, -128), 7, 2), Catch::Contains("8 bits where 7"));
    CHECK_THROWS_AS(slices_for(8, 0), InputError);
    CHECK_THROWS_AS(slices_for(0, 1), InputError);
}
