#include "model/regression_terms.hpp"

namespace cimchar::model {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

RegressionTerms with_squares(RegressionTerms const& linear, std::size_t predictors) {
    auto const n = linear.values.rows();
    auto const count = static_cast<Index>(predictors);
    MatrixXd sums = MatrixXd::Zero(n, count);
    VectorXd variances = VectorXd::Zero(count);
    RegressionTerms out{MatrixXd(n, linear.values.cols() + count), VectorXd(linear.values.cols() + count),
                        linear.predictor_of, linear.name_of};
    out.name_of.resize(linear.name_of.size() + predictors);
    for (std::size_t j = 0; j < linear.predictor_of.size(); ++j) {
        auto const p = static_cast<Index>(linear.predictor_of[j]);
        sums.col(p) += linear.values.col(static_cast<Index>(j));
        variances(p) += linear.variances(static_cast<Index>(j));
        out.name_of[linear.name_of.size() + linear.predictor_of[j]] = linear.name_of[j];
    }
    for (std::size_t p = 0; p < predictors; ++p) out.predictor_of.push_back(predictors + p);
    out.values << linear.values, sums.cwiseAbs2() * variances.cwiseInverse().asDiagonal();
    out.variances << linear.variances, VectorXd::Constant(count, variance_of_square);
    return out;
}

}  // namespace cimchar::model
