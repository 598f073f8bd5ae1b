#include "metrics/mean_mixture.hpp"

#include "core/error.hpp"

#include <cmath>
#include <limits>

namespace cimchar::metrics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int rounds = 30;

/// ln Σ exp(terms), of each row.
VectorXd log_sum(MatrixXd const& terms) {
    VectorXd const largest = terms.rowwise().maxCoeff();
    return largest.array() + (terms.colwise() - largest).array().exp().rowwise().sum().log();
}

/// ln(share·φ(u - mean)/φ(u)) of each point and component.
MatrixXd log_terms(MeanMixture const& mixture, MatrixXd const& points) {
    MatrixXd out = points * mixture.means.transpose();
    out.rowwise() -= (mixture.means.rowwise().squaredNorm() / 2 - mixture.shares.array().log().matrix()).transpose();
    return out;
}

/// The point that is farthest from all means: where another component would begin.
Index farthest(MatrixXd const& means, MatrixXd const& points) {
    VectorXd nearest = VectorXd::Constant(points.rows(), std::numeric_limits<double>::infinity());
    for (Index k = 0; k < means.rows(); ++k)
        nearest = nearest.cwiseMin((points.rowwise() - means.row(k)).rowwise().squaredNorm());
    Index at = 0;
    nearest.maxCoeff(&at);
    return at;
}

/// Improves `mixture`; returns the mean log likelihood ratio of a point.
double improve(MeanMixture& mixture, MatrixXd const& points) {
    double likelihood = 0;
    for (int round = 0; round <= rounds; ++round) {
        auto const terms = log_terms(mixture, points);
        VectorXd const total = log_sum(terms);
        likelihood = total.mean();
        if (round == rounds) break;
        MatrixXd const belongs = (terms.colwise() - total).array().exp();
        VectorXd const weights = belongs.colwise().sum().transpose();
        for (Index k = 0; k < mixture.means.rows(); ++k)
            if (weights(k) > 0) mixture.means.row(k) = belongs.col(k).transpose() * points / weights(k);
        // A component without points keeps a share above 0, so that its logarithm is a number.
        mixture.shares = (weights / static_cast<double>(points.rows())).cwiseMax(std::numeric_limits<double>::min());
    }
    return likelihood;
}

}  // namespace

double MeanMixture::log_ratio(VectorXd const& u) const {
    return log_sum(log_terms(*this, u.transpose()))(0);
}

MeanMixture fit_mean_mixture(MatrixXd const& points, std::size_t most, double independent) {
    CIMCHAR_EXPECT(points.rows() >= 1 && most >= 1 && independent >= 1);
    MeanMixture best{points.colwise().mean(), VectorXd::Ones(1)};
    double likelihood = improve(best, points);
    double const penalty = (static_cast<double>(points.cols()) + 1) * std::log(independent) / 2;
    while (static_cast<std::size_t>(best.means.rows()) < most) {
        auto const k = best.means.rows();
        MeanMixture next{MatrixXd(k + 1, points.cols()), VectorXd::Constant(k + 1, 1 / static_cast<double>(k + 1))};
        next.means << best.means, points.row(farthest(best.means, points));
        double const improved = improve(next, points);
        if (!((improved - likelihood) * independent > penalty)) break;
        best = next;
        likelihood = improved;
    }
    return best;
}

}  // namespace cimchar::metrics
