// Ridge regression of many responses on many predictors, fewer observations than predictors allowed.
#pragma once
#include <Eigen/Core>

namespace cimchar::model {

struct Explanation {
    Eigen::MatrixXd weights;     ///< (responses × predictors)
    Eigen::VectorXd intercepts;  ///< (responses)
    Eigen::VectorXd r2;          ///< (responses): 1 - PRESS/total, leave-one-out
};

/// Predictors (n × p) made ready for any number of regressions; n >= 3. O(n²·(n + p)).
struct Predictors {
    explicit Predictors(Eigen::MatrixXd const& values);

    Eigen::VectorXd mean;           ///< (p)
    Eigen::VectorXd inverse_scale;  ///< (p): 1/standard deviation, 0 for a constant
    Eigen::MatrixXd scaled;         ///< (n × p): centered, unit variance
    Eigen::VectorXd eigenvalues;    ///< (n): of the Gram matrix scaled·scaledᵀ
    Eigen::MatrixXd eigenvectors;   ///< (n × n)
};

/// Responses (n × k) on predictors. The ridge is the one with the smallest leave-one-out error of each response, in
/// closed form. A response that no ridge predicts better than its mean gets zero weights and r2 = 0. O(k·n·(n + p)).
/// Pure.
[[nodiscard]] Explanation explain(Eigen::MatrixXd const& responses, Predictors const& predictors);

}  // namespace cimchar::model
