// The nominal transfer curve: choice of a basis, fit over conditions, evaluation.
#pragma once
#include "model/behavioural_model.hpp"

#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

namespace cimchar::model {

inline constexpr std::size_t max_chebyshev_order = 7;

/// Chebyshev polynomials T_0 … T_(columns-1) at `x` of the interval `limits`, shape (x × columns).
[[nodiscard]] Eigen::MatrixXd chebyshev(std::span<double const> x, Limits limits, std::size_t columns);

/// A curve from its coefficients: Chebyshev polynomials and bit terms, or PCHIP through `knots`. [same unit as
/// coefficients], shape (x).
[[nodiscard]] Eigen::VectorXd basis_curve(StaticCurve const& transfer, Limits limits,
                                          Eigen::VectorXd const& coefficients, std::span<double const> x);

/// Chooses the basis by cross-validation over the points of all curves (curves × points): the lowest Chebyshev order
/// within 5 % of the best rms error. If that error is above 0.02 LSB, what halves it is taken instead: the same with
/// terms of the code's bits where the points are codes that tell every bit apart, then PCHIP on 17, 33 or 65 of the
/// points where every curve is monotone (but for steps back below 0.02 LSB), or on all of fewer than 34 points, judged
/// by leaving each inner one out. Sets basis, bits, knots, columns.
[[nodiscard]] StaticCurve choose_basis(std::span<double const> points, Eigen::MatrixXd const& curves,
                                       std::span<double const> lsb);

/// A basis that goes through every point: of a list of numbers that is no curve.
[[nodiscard]] StaticCurve through_all(std::span<double const> points);

/// Fits coefficients and the common pattern for a basis already chosen; the errors are left alone.
void fit_transfer(StaticCurve& transfer, PvtTerms const& terms, std::span<std::string const> processes,
                  std::span<Condition const> conditions, std::span<double const> points, Eigen::MatrixXd const& curves);

/// The nominal curve at a condition within the domain [output's unit], shape (x). Between points the pattern is
/// interpolated.
[[nodiscard]] Eigen::VectorXd nominal_curve(StaticCurve const& transfer, PvtTerms const& terms, std::size_t process,
                                            Condition const& condition, std::span<double const> points,
                                            std::span<double const> x);

/// `values` over ascending `points` at `x`, linear in between, shape (x).
[[nodiscard]] Eigen::VectorXd interpolated(std::span<double const> points, std::span<double const> values,
                                           std::span<double const> x);

}  // namespace cimchar::model
