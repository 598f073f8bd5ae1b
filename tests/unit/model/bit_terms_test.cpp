#include "model/bit_terms.hpp"

#include <catch2/catch.hpp>
#include <vector>

using namespace cimchar::model;

TEST_CASE("bit terms: every bit, then every pair of neighbours", "[model]") {
    auto const got = bit_terms(std::vector{0.0, 5.0, 6.0, 7.0}, 3);  // b0 b1 b2, b0·b1 b1·b2
    Eigen::MatrixXd want(4, 5);
    want << 0, 0, 0, 0, 0,  //
        1, 0, 1, 0, 0,      //
        0, 1, 1, 0, 1,      //
        1, 1, 1, 1, 1;
    CHECK(got == want);
    CHECK(bit_terms(std::vector{1.0}, 0).cols() == 0);
}

TEST_CASE("bit terms: between two codes they are interpolated", "[model]") {
    auto const got = bit_terms(std::vector{3.25}, 3);  // 011 to 100
    Eigen::RowVectorXd want(5);
    want << 0.75, 0.75, 0.25, 0.75, 0;
    CHECK(got.row(0) == want);  // exact in binary
}

TEST_CASE("bit terms: only whole numbers from 0 are codes", "[model]") {
    CHECK(bits_of_codes(std::vector{0.0, 128.0, 255.0}) == 8);
    CHECK(bits_of_codes(std::vector{0.0, 256.0}) == 9);
    CHECK(bits_of_codes(std::vector{0.0, 0.5, 1.0}) == 0);
    CHECK(bits_of_codes(std::vector{-1.0, 0.0, 1.0}) == 0);
    CHECK(bits_of_codes(std::vector{0.0, 1e6}) == 0);
}
