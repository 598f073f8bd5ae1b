// Probability of a rare failure by importance sampling, far beyond what a count of failures among random chips can see.
// First a population of chips is driven into the failure region by subset simulation; then chips are drawn around where
// it ended, and each counts with the likelihood ratio of the true density to the one it was drawn from.
// Sources: Au and Beck, Probabilistic Engineering Mechanics 16 (2001); Papaioannou et al., ibid. 41 (2015), for the
// moves; Kurtz and Song, Structural Safety 42 (2013), for the mixture.
#pragma once
#include "metrics/importance.hpp"
#include "metrics/mean_mixture.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace cimchar::metrics {

/// What a chip with independent standard normal coordinates u (dimensions) has left until it fails: it fails where this
/// is 0 or less, and more is farther from failing. Not finite counts as failed.
using LimitState = std::function<double(Eigen::VectorXd const& u)>;

struct FailureSearch {
    std::size_t evaluations = 5000;  ///< of the limit state, at most; at least fewest_evaluations
    std::uint64_t seed = 1;
    double confidence = 0.95;
};
inline constexpr std::size_t fewest_evaluations = 500;

struct FailureProbability : WeightedShare {
    double confidence = 0;        ///< of the interval
    std::size_t evaluations = 0;  ///< used in all
    std::size_t drawn = 0;        ///< of those, chips of the estimate
    std::size_t failed = 0;       ///< of those
    MeanMixture around;           ///< where they were drawn
};

/// Chips of the estimate are independent of the search, so the probability is unbiased, with the interval of
/// weighted_share(). A failure region that the search did not enter is not counted: of two regions, of 30 and 70 %, it
/// missed one in up to a tenth of the searches of 5000 evaluations. So a limit with two sides is better asked as two
/// limit states. The mean is all that is shifted: a failure region that lies around the nominal chip on all sides, as a
/// bound on Σu² of many dimensions, does not converge, and says so. Throws InputError if there are fewer than
/// fewest_evaluations, no dimensions, or confidence is not in (0, 1). Deterministic in the seed.
[[nodiscard]] FailureProbability failure_probability(LimitState const& limit_state, std::size_t dimensions,
                                                     FailureSearch const& search = {});

}  // namespace cimchar::metrics
