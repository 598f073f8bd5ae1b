// What chips say that were drawn from another density than their own (importance sampling): each counts with the ratio
// of the true density to the one it was drawn from.
// Source: Hesterberg, Technometrics 37 (1995).
#pragma once
#include "metrics/statistics.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace cimchar::metrics {

enum class Convergence {
    converged,
    few_effective,  ///< few chips carry the sum: the interval is too optimistic
    disagrees,      ///< another probability, by a factor of 4, than a search saw: it may have left out a region
    not_reached,    ///< no failure was found: nothing is estimated
};

/// "converged", or what is wrong in words.
[[nodiscard]] std::string describe(Convergence status);

/// Probability of what some of the chips show.
struct WeightedShare {
    Convergence status = Convergence::not_reached;  ///< never disagrees
    double probability = 0;
    Interval interval = {0, 1};
    double effective = 0;  ///< (Σ weight)²/Σ weight² of the chips that show it: so many equal weights tell as much
    double largest_share = 0;  ///< of one chip in the sum of weights
};

/// `weights` of the chips that show it, of `drawn` independent chips in all, at least as many. The interval is
/// Student's on the logarithm, with `effective` - 1 degrees of freedom, for weights are skewed. Pure.
[[nodiscard]] WeightedShare weighted_share(std::vector<double> const& weights, std::size_t drawn,
                                           double confidence = 0.95);

}  // namespace cimchar::metrics
