// Terms of a regression on drawn parameters: the parameters, and the squares of the predictors that they make.
#pragma once
#include <cstddef>
#include <Eigen/Core>
#include <vector>

namespace cimchar::model {

/// What they are, their variance, the predictor each belongs to, and the name its share goes to.
struct RegressionTerms {
    Eigen::MatrixXd values;     ///< (chips × terms)
    Eigen::VectorXd variances;  ///< (terms)
    std::vector<std::size_t> predictor_of;
    std::vector<std::size_t> name_of;
};

/// Of a standard normal number.
inline constexpr double variance_of_square = 2;

/// `linear` and behind it the square of each of its `predictors`: of the sum of its parameters, in units of its
/// standard deviation. Pure.
[[nodiscard]] RegressionTerms with_squares(RegressionTerms const& linear, std::size_t predictors);

}  // namespace cimchar::model
