// Are these numbers normal? Are these two populations the same? Pure functions on samples.
#pragma once
#include <cstdint>
#include <Eigen/Core>
#include <limits>
#include <span>

namespace cimchar::model {

/// Anderson-Darling statistic for a normal distribution with estimated mean and variance, adjusted for the sample
/// size: A*² = A²·(1 + 0.75/n + 2.25/n²). Source: D'Agostino & Stephens, Goodness-of-Fit Techniques (1986), table 4.7.
/// n >= 8; a constant sample gives infinity.
[[nodiscard]] double anderson_darling(std::span<double const> values);

/// Above this the statistic rejects normality at the 1 % level (same table).
inline constexpr double anderson_darling_limit = 1.035;

struct KsResult {
    double distance = 0;
    double p = 1;  ///< asymptotic
};
/// A sample that comes from a model is no sample of the truth: the model was fitted to `fitted_to` members of it, and
/// shares their chance. The difference of two distribution functions then has the variance of 1/n + 1/m + 1/fitted_to
/// instead of 1/n + 1/m. Infinite: a sample of the truth.
inline constexpr double the_truth = std::numeric_limits<double>::infinity();

/// Two-sample Kolmogorov-Smirnov test; both samples are not empty. `b` may come from a model.
[[nodiscard]] KsResult kolmogorov_smirnov(std::span<double const> a, std::span<double const> b,
                                          double fitted_to = the_truth);

struct EnergyResult {
    double distance = 0;  ///< √(2E|X-Y| - E|X-X'| - E|Y-Y'|), in units of the rows' rms difference
    double p = 1;         ///< share of 199 random relabellings with a distance as large (the observed one included)
};
/// Energy distance (Székely & Rizzo 2013) of two populations of curves, one per row; |·| is the rms over the columns.
/// `b` may come from a model: its square grows like the variance above, and is scaled by it before it is compared.
[[nodiscard]] EnergyResult energy_distance(Eigen::MatrixXd const& a, Eigen::MatrixXd const& b, std::uint64_t seed,
                                           double fitted_to = the_truth);

}  // namespace cimchar::model
