// The shape of a distribution in a few hundred numbers, however many values it has: a histogram, and the points of a
// normal quantile-quantile plot.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace cimchar::report {

/// A value beside the one that a standard normal would have in its place.
struct QuantilePoint {
    double normal = 0;  ///< standard normal quantile at (i - 3/8)/(n + 1/4) (Blom 1958)
    double value = 0;   ///< the i-th of n values, i from 1
};

struct Distribution {
    double from = 0;                    ///< lower end of the first bin
    double width = 0;                   ///< of every bin; 0: all values are `from`
    std::vector<std::uint64_t> counts;  ///< by bin, in all n
    std::vector<QuantilePoint> normal;  ///< ascending, at most most_quantile_points
};

inline constexpr std::size_t most_bins = 60;
inline constexpr std::size_t most_quantile_points = 240;

/// `values`, shape (n), n >= 1, any order, all finite. Bins by the rule of Freedman and Diaconis (1981), 5 … most_bins.
/// Of more values than quantile points, every one of the 40 at either end is kept, and between them what is evenly
/// spread over the normal quantiles. Pure. O(n log n).
[[nodiscard]] Distribution distribution_of(std::span<double const> values);

}  // namespace cimchar::report
