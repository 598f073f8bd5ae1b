// Straight lines through points (x, y): least squares and minimax.
#pragma once
#include <span>

namespace cimchar::metrics {

struct Line {
    double slope = 0;
    double intercept = 0;
    [[nodiscard]] double operator()(double x) const { return slope * x + intercept; }
};

/// The line that minimizes the sum of (y - line(x))². `x` and `y` have equal length, at least two different x;
/// anything else throws ContractError. Pure. O(n).
[[nodiscard]] Line least_squares_line(std::span<double const> x, std::span<double const> y);

/// The line that minimizes the largest |y - line(x)| (Chebyshev), exact: one side of the narrowest vertical strip
/// that holds all points is an edge of their convex hull. Same requirements. `x` in any order, repeats allowed.
/// Pure. O(n log n).
[[nodiscard]] Line minimax_line(std::span<double const> x, std::span<double const> y);

}  // namespace cimchar::metrics
