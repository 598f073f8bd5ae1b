#include "model/explanation.hpp"

#include "core/error.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>

namespace cimchar::model {

namespace {
/// Ridges tried, as factors of the mean eigenvalue of the Gram matrix.
constexpr double smallest_ridge = 1e-9;
constexpr double largest_ridge = 1e3;
constexpr double ridge_step = 3.1622776601683795;  // √10
}  // namespace

Explanation explain(Eigen::MatrixXd const& responses, Eigen::MatrixXd const& predictors) {
    using Eigen::MatrixXd;
    using Eigen::VectorXd;
    auto const n = responses.rows();
    CIMCHAR_EXPECT(n >= 3 && predictors.rows() == n);
    VectorXd const x_mean = predictors.colwise().mean();
    MatrixXd x = predictors.rowwise() - x_mean.transpose();
    VectorXd const scale = (x.colwise().norm() / std::sqrt(static_cast<double>(n - 1))).transpose();
    VectorXd const inverse = (scale.array() > 0).select(1 / scale.array(), 0);
    x *= inverse.asDiagonal();
    VectorXd const y_mean = responses.colwise().mean();
    MatrixXd const y = responses.rowwise() - y_mean.transpose();

    // In the eigenvectors of the Gram matrix the hat matrix is diagonal: H = U·diag(λ/(λ + ridge))·Uᵀ + 1/n.
    Eigen::SelfAdjointEigenSolver<MatrixXd> const gram(x * x.transpose());
    VectorXd const lambda = gram.eigenvalues().cwiseMax(0);
    MatrixXd const& u = gram.eigenvectors();
    MatrixXd const projected = u.transpose() * y;
    double const mean_lambda = lambda.sum() / static_cast<double>(n);

    Explanation out{MatrixXd::Zero(y.cols(), x.cols()), y_mean, VectorXd::Zero(y.cols())};
    if (!(mean_lambda > 0)) return out;
    VectorXd best = VectorXd::Zero(y.cols());
    for (double factor = smallest_ridge; factor <= largest_ridge; factor *= ridge_step) {
        VectorXd const shrink = lambda.array() / (lambda.array() + factor * mean_lambda);
        VectorXd const leverage =
            (u.array().square().matrix() * shrink).array() + 1.0 / static_cast<double>(n);
        MatrixXd const residual = y - u * shrink.asDiagonal() * projected;
        for (Eigen::Index k = 0; k < y.cols(); ++k) {
            double const total = y.col(k).squaredNorm();
            // Left out, the mean moves too: compare with the leave-one-out error of the mean.
            double const of_mean = total * std::pow(static_cast<double>(n) / static_cast<double>(n - 1), 2);
            double const press = (residual.col(k).array() / (1 - leverage.array()).max(1e-12)).square().sum();
            double const r2 = of_mean > 0 ? 1 - press / of_mean : 0;
            if (!(r2 > best(k))) continue;
            best(k) = r2;
            VectorXd const dual = (projected.col(k).array() / (lambda.array() + factor * mean_lambda)).matrix();
            out.weights.row(k) = (inverse.asDiagonal() * (x.transpose() * (u * dual))).transpose();
        }
    }
    out.r2 = best;
    out.intercepts = y_mean - out.weights * x_mean;
    return out;
}

}  // namespace cimchar::model
