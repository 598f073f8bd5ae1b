// Linear regression of many responses on many drawn parameters, of which there may be more than observations.
// Two ways: all predictors by ridge, and few of them by forward selection. Which is right depends on the circuit: a
// thousand equal causes have no few among them, and two causes among a hundred idle parameters drown in a ridge.
#pragma once
#include <cstddef>
#include <Eigen/Core>
#include <vector>

namespace cimchar::model {

struct Explanation {
    Eigen::MatrixXd weights;     ///< (responses × parameters)
    Eigen::VectorXd intercepts;  ///< (responses)
    Eigen::VectorXd r2;          ///< (responses): 1 - PRESS/total, leave-one-out
};

/// Drawn parameters (n × p) in groups, made ready for any number of regressions; n >= 3. O(n²·(n + groups)).
///
/// The predictor of a group is the sum of its members' deviations in units of their common standard deviation. So a
/// group of m equal devices has a spread of √m, and a ridge asks the same of a device whether it stands alone or in an
/// array: a weight of so much per standard deviation of one device. Scaled to unit spread, an array of 256 would be
/// expected to do as little as one transistor of the periphery.
struct Predictors {
    Predictors(Eigen::MatrixXd const& values, std::vector<std::size_t> group_of_parameter);

    std::vector<std::size_t> group_of;  ///< (p), index of a predictor
    Eigen::VectorXd mean;               ///< (p)
    Eigen::VectorXd inverse_scale;      ///< (p): 1/standard deviation common to the group, 0 for constants
    Eigen::MatrixXd scaled;             ///< (n × groups): centered
    Eigen::VectorXd eigenvalues;        ///< (n): of the Gram matrix scaled·scaledᵀ
    Eigen::MatrixXd eigenvectors;       ///< (n × n)

    /// From coefficients (groups × responses) of the scaled predictors.
    [[nodiscard]] Explanation explanation(Eigen::MatrixXd const& coefficients, Eigen::VectorXd const& response_means,
                                          Eigen::VectorXd const& r2) const;
};

/// Responses (n × k) on all predictors. The ridge is the one with the smallest leave-one-out error of each response, in
/// closed form. A response that no ridge predicts better than its mean gets zero weights and r2 = 0. O(k·n·(n + p)).
/// Pure.
[[nodiscard]] Explanation explain_by_all(Eigen::MatrixXd const& responses, Predictors const& predictors);

/// Responses (n × k) on few predictors each, at most one for five observations: least squares on those that forward
/// selection finds until the extended Bayesian information criterion rises. For r2 the selection is repeated without
/// each observation. A response that is not predicted better than by its mean gets zero weights and r2 = 0. Pure.
/// Source: J. Chen, Z. Chen, Extended Bayesian information criteria for model selection with large model spaces,
/// Biometrika 95 (2008), with γ = 1.
[[nodiscard]] Explanation explain_by_few(Eigen::MatrixXd const& responses, Predictors const& predictors);

/// The way with the largest r2, for every response: all or few, of any of `predictors`, which are groupings of the same
/// values; or all of any of `kinds`, in which some of the values are constants: a thousand idle parameters make a ridge
/// take little of a hundred that matter. Of equals the first. Pure.
[[nodiscard]] Explanation explain(Eigen::MatrixXd const& responses, std::vector<Predictors> const& predictors,
                                  std::vector<Predictors> const& kinds = {});

}  // namespace cimchar::model
