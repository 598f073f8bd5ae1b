#include "model/explanation.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <Eigen/Eigenvalues>
#include <utility>

namespace cimchar::model {

namespace {
/// Ridges tried, as factors of the mean eigenvalue of the Gram matrix.
constexpr double smallest_ridge = 1e-9;
constexpr double largest_ridge = 1e3;
constexpr double ridge_step = 3.1622776601683795;  // √10
}  // namespace

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Predictors::Predictors(MatrixXd const& values, std::vector<std::size_t> group_of_parameter)
    : group_of(std::move(group_of_parameter)), mean(values.colwise().mean()) {
    auto const n = values.rows();
    CIMCHAR_EXPECT(n >= 3 && group_of.size() == static_cast<std::size_t>(values.cols()));
    auto const groups = group_of.empty() ? 0 : *std::max_element(group_of.begin(), group_of.end()) + 1;
    scaled = MatrixXd::Zero(n, static_cast<Index>(groups));
    VectorXd squares = VectorXd::Zero(scaled.cols());
    VectorXd members = squares;
    for (Index j = 0; j < values.cols(); ++j) {
        auto const g = static_cast<Index>(group_of[static_cast<std::size_t>(j)]);
        VectorXd const centered = values.col(j).array() - mean(j);
        scaled.col(g) += centered;
        squares(g) += centered.squaredNorm() / static_cast<double>(n - 1);
        ++members(g);
    }
    VectorXd const common = (squares.array() > 0).select((members.array() / squares.array()).sqrt(), 0);
    scaled *= common.asDiagonal();
    inverse_scale.resize(values.cols());
    for (Index j = 0; j < values.cols(); ++j)
        inverse_scale(j) = common(static_cast<Index>(group_of[static_cast<std::size_t>(j)]));
    Eigen::SelfAdjointEigenSolver<MatrixXd> const gram(scaled * scaled.transpose());
    eigenvalues = gram.eigenvalues().cwiseMax(0);
    eigenvectors = gram.eigenvectors();
}

Explanation Predictors::explanation(MatrixXd const& coefficients, VectorXd const& response_means,
                                    VectorXd const& r2) const {
    Explanation out{MatrixXd(coefficients.cols(), mean.size()), {}, r2};
    for (Index j = 0; j < mean.size(); ++j)
        out.weights.col(j) =
            inverse_scale(j) * coefficients.row(static_cast<Index>(group_of[static_cast<std::size_t>(j)])).transpose();
    out.intercepts = response_means - out.weights * mean;
    return out;
}

Explanation explain_by_all(MatrixXd const& responses, Predictors const& predictors) {
    auto const n = responses.rows();
    CIMCHAR_EXPECT(predictors.scaled.rows() == n);
    auto const& lambda = predictors.eigenvalues;
    auto const& u = predictors.eigenvectors;
    VectorXd const y_mean = responses.colwise().mean();
    MatrixXd const y = responses.rowwise() - y_mean.transpose();
    MatrixXd const projected = u.transpose() * y;
    double const mean_lambda = lambda.sum() / static_cast<double>(n);

    VectorXd best = VectorXd::Zero(y.cols());
    MatrixXd dual = MatrixXd::Zero(n, y.cols());  // in the eigenvectors; coefficients = scaledᵀ·u·dual
    for (double factor = smallest_ridge; mean_lambda > 0 && factor <= largest_ridge; factor *= ridge_step) {
        VectorXd const damped = (lambda.array() + factor * mean_lambda).inverse();
        // In the eigenvectors the hat matrix is diagonal: H = U·diag(λ/(λ + ridge))·Uᵀ + 1/n.
        VectorXd const shrink = lambda.cwiseProduct(damped);
        VectorXd const leverage = (u.array().square().matrix() * shrink).array() + 1.0 / static_cast<double>(n);
        MatrixXd const residual = y - u * shrink.asDiagonal() * projected;
        for (Index k = 0; k < y.cols(); ++k) {
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
    return predictors.explanation(predictors.scaled.transpose() * (u * dual), y_mean, best);
}

Explanation explain(MatrixXd const& responses, std::vector<Predictors> const& predictors,
                    std::vector<Predictors> const& kinds) {
    CIMCHAR_EXPECT(!predictors.empty());
    auto best = explain_by_all(responses, predictors.front());
    auto const improve = [&best](Explanation const& other) {
        for (Index k = 0; k < best.r2.size(); ++k) {
            if (!(other.r2(k) > best.r2(k))) continue;
            best.weights.row(k) = other.weights.row(k);
            best.intercepts(k) = other.intercepts(k);
            best.r2(k) = other.r2(k);
        }
    };
    for (std::size_t i = 0; i < predictors.size(); ++i) {
        if (i > 0) improve(explain_by_all(responses, predictors[i]));
        improve(explain_by_few(responses, predictors[i]));
    }
    for (auto const& kind : kinds) improve(explain_by_all(responses, kind));
    return best;
}

}  // namespace cimchar::model
