#include "model/explanation.hpp"

#include "core/error.hpp"

#include <cmath>
#include <Eigen/Eigenvalues>

namespace cimchar::model {

namespace {
/// Ridges tried, as factors of the mean eigenvalue of the Gram matrix.
constexpr double smallest_ridge = 1e-9;
constexpr double largest_ridge = 1e3;
constexpr double ridge_step = 3.1622776601683795;  // √10
}  // namespace

using Eigen::MatrixXd;
using Eigen::VectorXd;

Predictors::Predictors(MatrixXd const& values) : mean(values.colwise().mean()) {
    auto const n = values.rows();
    CIMCHAR_EXPECT(n >= 3);
    scaled = values.rowwise() - mean.transpose();
    VectorXd const scale = (scaled.colwise().norm() / std::sqrt(static_cast<double>(n - 1))).transpose();
    inverse_scale = (scale.array() > 0).select(1 / scale.array(), 0);
    scaled *= inverse_scale.asDiagonal();
    Eigen::SelfAdjointEigenSolver<MatrixXd> const gram(scaled * scaled.transpose());
    eigenvalues = gram.eigenvalues().cwiseMax(0);
    eigenvectors = gram.eigenvectors();
}

Explanation explain(MatrixXd const& responses, Predictors const& predictors) {
    auto const n = responses.rows();
    CIMCHAR_EXPECT(predictors.scaled.rows() == n);
    auto const& lambda = predictors.eigenvalues;
    auto const& u = predictors.eigenvectors;
    VectorXd const y_mean = responses.colwise().mean();
    MatrixXd const y = responses.rowwise() - y_mean.transpose();
    MatrixXd const projected = u.transpose() * y;
    double const mean_lambda = lambda.sum() / static_cast<double>(n);

    VectorXd best = VectorXd::Zero(y.cols());
    MatrixXd dual = MatrixXd::Zero(n, y.cols());  // in the eigenvectors; weights = scaledᵀ·u·dual
    for (double factor = smallest_ridge; mean_lambda > 0 && factor <= largest_ridge; factor *= ridge_step) {
        VectorXd const damped = (lambda.array() + factor * mean_lambda).inverse();
        // In the eigenvectors the hat matrix is diagonal: H = U·diag(λ/(λ + ridge))·Uᵀ + 1/n.
        VectorXd const shrink = lambda.cwiseProduct(damped);
        VectorXd const leverage = (u.array().square().matrix() * shrink).array() + 1.0 / static_cast<double>(n);
        MatrixXd const residual = y - u * shrink.asDiagonal() * projected;
        for (Eigen::Index k = 0; k < y.cols(); ++k) {
            // Left out, the mean moves too: compare with the leave-one-out error of the mean.
            double const of_mean =
                y.col(k).squaredNorm() * std::pow(static_cast<double>(n) / static_cast<double>(n - 1), 2);
            double const press = (residual.col(k).array() / (1 - leverage.array()).max(1e-12)).square().sum();
            double const r2 = of_mean > 0 ? 1 - press / of_mean : 0;
            if (!(r2 > best(k))) continue;
            best(k) = r2;
            dual.col(k) = damped.cwiseProduct(projected.col(k));
        }
    }
    Explanation out;
    out.weights = (predictors.inverse_scale.asDiagonal() * (predictors.scaled.transpose() * (u * dual))).transpose();
    out.r2 = best;
    out.intercepts = y_mean - out.weights * predictors.mean;
    return out;
}

}  // namespace cimchar::model
