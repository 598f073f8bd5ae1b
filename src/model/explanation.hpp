// Ridge regression of many responses on many predictors, fewer observations than predictors allowed.
#pragma once
#include <Eigen/Core>

namespace cimchar::model {

struct Explanation {
    Eigen::MatrixXd weights;     ///< (responses × predictors)
    Eigen::VectorXd intercepts;  ///< (responses)
    Eigen::VectorXd r2;          ///< (responses): 1 - PRESS/total, leave-one-out
};

/// Responses (n × k) on predictors (n × p), n >= 3. Predictors are scaled to unit variance; the ridge is the one with the
/// smallest leave-one-out error of each response, in closed form. A response that no ridge predicts better than its
/// mean gets zero weights and r2 = 0. O(n²·(n + p)). Pure.
[[nodiscard]] Explanation explain(Eigen::MatrixXd const& responses, Eigen::MatrixXd const& predictors);

}  // namespace cimchar::model
