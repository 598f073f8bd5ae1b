// Coefficients that differ from group to group of observations: y_g = A_g · c_g + ε with c_g normal over the groups.
// A group with few observations borrows what it cannot tell from the others.
// Source: N. Laird, J. Ware, Random-effects models for longitudinal data, Biometrics 38 (1982): EM.
#pragma once
#include <Eigen/Core>
#include <span>

namespace cimchar::model {

/// Observations of one group as sums: all that a fit needs.
struct Group {
    Group(Eigen::MatrixXd const& terms, Eigen::VectorXd const& y);
    Eigen::MatrixXd normal;     ///< AᵀA, (coefficients × coefficients)
    Eigen::VectorXd projected;  ///< Aᵀy, (coefficients)
    double squares = 0;         ///< yᵀy
    double observations = 0;
};

struct RandomCoefficients {
    Eigen::VectorXd mean;        ///< over groups, (coefficients)
    Eigen::MatrixXd covariance;  ///< (coefficients × coefficients)
    double left = 0;             ///< standard deviation of ε
};

/// What one group's coefficients are, given its observations.
struct Coefficients {
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
};

/// The population of greatest likelihood, after this many rounds of EM. At least two groups. Pure.
[[nodiscard]] RandomCoefficients fit_random_coefficients(std::span<Group const> groups, int rounds = 60);

[[nodiscard]] Coefficients coefficients_of(RandomCoefficients const& population, Group const& group);

}  // namespace cimchar::model
