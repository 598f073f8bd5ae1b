// Which devices a mode of the chips' deviations comes from.
#pragma once
#include "model/behavioural_model.hpp"

#include <string>
#include <vector>

namespace cimchar::model {

/// A drawn parameter, or those of an array of devices together ("bl7.row*.rram.g", see array_groups.hpp).
struct Contribution {
    std::string name;
    double share = 0;  ///< of the mode's variance; all of a mode sum to its r2
};

/// Largest first; those without any are left out. Draws are independent, so of what is explained a group has
/// Σ weight²·σ² of its members over that of all. Empty if nothing explains the mode, or the file is too old to know the
/// σ. Pure.
[[nodiscard]] std::vector<Contribution> contributions(Mismatch const& mismatch, std::size_t mode);

}  // namespace cimchar::model
