#include "model/random_coefficients.hpp"

#include "core/error.hpp"

#include <cmath>
#include <Eigen/Cholesky>
#include <vector>

namespace cimchar::model {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd inverse_of(MatrixXd const& m) {
    return m.llt().solve(MatrixXd::Identity(m.rows(), m.cols()));
}

}  // namespace

Group::Group(MatrixXd const& terms, VectorXd const& y)
    : normal(terms.transpose() * terms),
      projected(terms.transpose() * y),
      squares(y.squaredNorm()),
      observations(static_cast<double>(y.size())) {}

RandomCoefficients fit_random_coefficients(std::span<Group const> groups, int rounds) {
    CIMCHAR_EXPECT(groups.size() >= 2);
    constexpr double start_left = 0.1;    // of the variance
    constexpr double least_share = 1e-9;  // of a variance that keeps a covariance invertible
    auto const size = groups.front().projected.size();
    auto const n = static_cast<double>(groups.size());
    double squares = 0;
    double observations = 0;
    for (auto const& group : groups) {
        squares += group.squares;
        observations += group.observations;
    }
    double const variance = std::max(squares / observations, 1e-300);
    RandomCoefficients out;
    out.mean = VectorXd::Zero(size);
    out.covariance = MatrixXd::Identity(size, size) * variance;
    out.left = std::sqrt(start_left * variance);
    for (int round = 0; round < rounds; ++round) {
        std::vector<VectorXd> means;
        VectorXd mean = VectorXd::Zero(size);
        MatrixXd within = MatrixXd::Zero(size, size);
        double error = 0;
        for (auto const& group : groups) {
            auto const c = coefficients_of(out, group);
            mean += c.mean / n;
            within += c.covariance / n;
            error += group.squares - 2 * c.mean.dot(group.projected) + c.mean.dot(group.normal * c.mean) +
                     group.normal.cwiseProduct(c.covariance).sum();
            means.push_back(c.mean);
        }
        out.covariance = within;
        for (auto const& m : means) out.covariance += (m - mean) * (m - mean).transpose() / n;
        out.covariance.diagonal().array() += least_share * variance;
        out.mean = mean;
        out.left = std::sqrt(std::max(error / observations, least_share * variance));
    }
    return out;
}

Coefficients coefficients_of(RandomCoefficients const& population, Group const& group) {
    double const precision = 1 / (population.left * population.left);
    Coefficients out;
    out.covariance = inverse_of(inverse_of(population.covariance) + precision * group.normal);
    out.mean = population.mean + out.covariance * (precision * (group.projected - group.normal * population.mean));
    return out;
}

}  // namespace cimchar::model
