// What a shift-and-add network makes of sums, by its simulated results: what a converter behind it is trained on.
// Source: Cao et al. (neuralpim), §5.3: actual outputs of the NNS+A as inputs, what its ideal outputs are as labels.
#pragma once
#include <functional>
#include <vector>

namespace cimchar::training {

/// Result [V] of the network in front of a converter over the ideal sum [V].
using Front = std::function<double(double ideal_v)>;

/// The mean result of conversions with nearly the same ideal sum, both shape (conversions) [V]; beyond the ends their
/// mean error stays. Throws InputError if there are too few to make a curve of.
[[nodiscard]] Front front_of(std::vector<double> const& ideal_v, std::vector<double> const& result_v);

}  // namespace cimchar::training
