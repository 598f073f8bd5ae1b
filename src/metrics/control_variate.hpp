// Mean and standard deviation of a costly measure with a cheap model of it as control variate: the model says what it
// would be on many chips, the costly values correct what the model has wrong. Unbiased however bad the model is.
// Sources: Glasserman, Monte Carlo Methods in Financial Engineering (2004), section 4.1; Chernozhukov et al.,
// Econometrics Journal 21 (2018), for cross-fitting.
#pragma once
#include "metrics/statistics.hpp"

#include <cstddef>
#include <Eigen/Core>
#include <vector>

namespace cimchar::metrics {

/// n costly values, in folds, and models: model k has seen no chip of fold k, and neither chips of `elsewhere`.
struct ControlledValues {
    Eigen::VectorXd values;          ///< (n)
    Eigen::VectorXd predictions;     ///< (n): of each chip by the model of its fold
    std::vector<Eigen::Index> fold;  ///< (n): 0 … folds - 1
    Eigen::MatrixXd elsewhere;       ///< (m × folds): by each model, of m other chips of the same population
};

struct ControlVariateEstimate {
    double mean = 0;
    Interval mean_interval;
    double std = 0;
    Interval std_interval;
    double confidence = 0;
    /// Variance of the plain estimate of the mean (of the variance) from the same n chips over that of this one: so
    /// many times fewer chips tell as much. Estimates themselves; below 1 if the model does harm.
    double mean_reduction = 0;
    double variance_reduction = 0;
    double predictions_share = 0;  ///< of the variance of the mean, what more predictions elsewhere would take away
};

/// mean = Σ_k n_k/n·(mean of value - prediction over fold k + mean of model k elsewhere). Given the other folds, model
/// k is fixed, so each term has the mean of the measure as expectation. The second moment is treated alike, and the
/// variance is it less the mean's square, corrected for the variance of the mean.
/// Intervals: Student's with n - 1 degrees of freedom from the spread of the corrected values (the folds' models differ
/// little, so that terms of different folds are taken as independent), plus that of the predictions elsewhere over m.
/// Of the standard deviation by the delta method on its logarithm. Throws InputError if n < 3 or m < 2, one is not
/// finite, confidence is not in (0, 1), or the corrected variance is not positive (the model is worse than none). Pure.
[[nodiscard]] ControlVariateEstimate control_variate(ControlledValues const& controlled, double confidence = 0.95);

}  // namespace cimchar::metrics
