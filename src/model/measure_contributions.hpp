// Which drawn parameters a scalar measure's spread comes from: least squares of the measure on the chips' deviations.
#pragma once
#include "model/contributions.hpp"

#include <cstdint>
#include <Eigen/Core>
#include <string>
#include <vector>

namespace cimchar::model {

enum class Outcome {
    explained,    ///< at least in part
    unexplained,  ///< no better than chance
    constant,     ///< the measure, or every parameter, does not vary
    too_few,      ///< fewer than fewest_chips have a value
};

/// Fewer chips than this tell nothing.
inline constexpr Eigen::Index fewest_chips = 10;
/// Linear terms that explain less than this are joined by squares.
inline constexpr double linear_is_enough = 0.9;

/// Of the variance of one measure over chips.
struct MeasureContributions {
    Outcome outcome = Outcome::too_few;
    std::uint64_t n = 0;               ///< chips with a value
    double r2 = 0;                     ///< share that is explained: 1 - PRESS/total, leave-one-out
    bool squares = false;              ///< squares of the parameters are among the terms
    std::vector<Contribution> shares;  ///< largest first, Σ = r2; a parameter's square counts with it
};

/// `values` (chips), NaN where undefined; `drawn` (chips × parameters), independent normal draws with their `names` and
/// the `sigma` that they were drawn with. With that σ two devices that do the same have the same share: what a hundred
/// chips happen to have drawn of each differs by 14 % of its variance.
///
/// Linear terms are those of explain(): all by ridge or few by forward selection, arrays together or one by one,
/// whichever has the largest r2. Below linear_is_enough, squares of standardized parameters (of an array: of its sum)
/// are offered to the same regressions and kept if they raise r2. Of what is explained a parameter has
/// Σ weight²·σ² of its terms over that of all; the square of a standard normal number has the variance 2.
///
/// The larger of several r2 is above 0 by chance too. Nothing is claimed (r2 = 0, no shares) unless r2 is above all of
/// 99 that come out when the same regressions get the values in random order: one measure of a hundred that nothing
/// explains is taken for explained. The order has a fixed seed. Pure.
[[nodiscard]] MeasureContributions measure_contributions(Eigen::VectorXd const& values, Eigen::MatrixXd const& drawn,
                                                         std::vector<std::string> const& names,
                                                         std::vector<double> const& sigma);

}  // namespace cimchar::model
