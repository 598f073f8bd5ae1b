// Where a cloud of points in standard normal space lies: a mixture of normal densities that differ in their means only.
#pragma once
#include <cstddef>
#include <Eigen/Core>

namespace cimchar::metrics {

/// Density Σ share·φ(u - mean), φ the standard normal density of as many dimensions.
struct MeanMixture {
    Eigen::MatrixXd means;   ///< (components × dimensions)
    Eigen::VectorXd shares;  ///< (components), Σ = 1

    /// Natural logarithm of the density at u (dimensions) over that of φ. Pure.
    [[nodiscard]] double log_ratio(Eigen::VectorXd const& u) const;
};

/// Fits up to `most` components to `points` (n × dimensions), n >= 1, by expectation maximization. Another component is
/// taken while the Bayesian information criterion says so; `independent` is how many independent points there are,
/// which is fewer than n where they come in chains. Pure.
/// Source: Bishop, Pattern Recognition and Machine Learning (2006), section 9.2; Schwarz, Annals of Statistics 6
/// (1978).
[[nodiscard]] MeanMixture fit_mean_mixture(Eigen::MatrixXd const& points, std::size_t most, double independent);

}  // namespace cimchar::metrics
