// How many fraction bits weights should have on arrays whose conductances vary.
// Source: Diware et al., ICCAD 2024, section 3.4, Algorithm 1.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace cimchar::network {

/// One row of the search. Accuracies in the unit of the threshold.
struct FractionTrial {
    int fraction_bits = 0;                    ///< W_FL
    int discarded_high_bits = 0;              ///< D_H, Eq. (4)
    double fixed_point_accuracy = 0;          ///< of exact arithmetic on the cut words
    std::optional<double> hardware_accuracy;  ///< none where fixed point alone is not above the threshold
};

struct FractionSearch {
    std::vector<FractionTrial> trials;  ///< in the order that was asked for
    std::optional<std::size_t> best;  ///< place of the highest hardware accuracy, the first on a tie; none without one
};

/// Accuracy with weights of (W_WL, fraction_bits) and an output that loses so many high bits.
using AccuracyOf = std::function<double(int fraction_bits, int discarded_high_bits)>;

/// Algorithm 1. The hardware is simulated only for fraction lengths whose fixed-point accuracy is above `threshold`.
/// The paper does not say what happens where none is: `best` is then empty. Throws InputError where Eq. (4) does,
/// before anything is simulated, and whatever the two functions throw.
[[nodiscard]] FractionSearch search_fraction_bits(std::span<int const> fraction_bits, int weight_bits, std::size_t rows,
                                                  double threshold, AccuracyOf const& fixed_point_accuracy,
                                                  AccuracyOf const& hardware_accuracy);

}  // namespace cimchar::network
