// What the bits of an input code add to a curve. A circuit that is driven bit by bit makes a step where the upper bits
// change (a major carry), and where a bit ends when its neighbour begins, the step depends on both.
#pragma once
#include <cstddef>
#include <Eigen/Core>
#include <span>

namespace cimchar::model {

/// Bits that codes up to the last point have; 0 where the points are no codes (not whole, or negative).
[[nodiscard]] std::size_t bits_of_codes(std::span<double const> points);

/// Terms of `bits` bits: every bit, then every product of two neighbouring bits; 0 for 0 bits.
[[nodiscard]] std::size_t bit_term_count(std::size_t bits);

/// The terms at `x`, shape (x × bit_term_count): b_0 … b_(bits-1), b_0·b_1 … b_(bits-2)·b_(bits-1). Between two codes
/// they are interpolated linearly. Negative x are not allowed; bits above `bits` are not looked at. Pure.
[[nodiscard]] Eigen::MatrixXd bit_terms(std::span<double const> x, std::size_t bits);

}  // namespace cimchar::model
