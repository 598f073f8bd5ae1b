// Errors of curves, the line through a curve's ends, and the four figures by which populations are compared.
#pragma once
#include "model/behavioural_model.hpp"

#include <array>
#include <cmath>
#include <Eigen/Core>
#include <span>

namespace cimchar::model {

/// Largest and rms entry of an error in LSB; any shape.
template <class Matrix>
[[nodiscard]] Errors errors_of(Eigen::MatrixBase<Matrix> const& error_lsb) {
    auto const& e = error_lsb.eval();
    return {e.cwiseAbs().maxCoeff(), std::sqrt(e.squaredNorm() / static_cast<double>(e.size()))};
}

/// The straight line through the first and last point of a curve, at all points.
[[nodiscard]] inline Eigen::VectorXd end_line(std::span<double const> points, Eigen::VectorXd const& curve) {
    auto const last = curve.size() - 1;
    double const slope = (curve(last) - curve(0)) / (points.back() - points.front());
    Eigen::VectorXd line(curve.size());
    for (Eigen::Index i = 0; i <= last; ++i)
        line(i) = curve(0) + slope * (points[static_cast<std::size_t>(i)] - points.front());
    return line;
}

/// Names of population_figures().
inline constexpr std::array<char const*, 4> population_figure_names{"offset_lsb", "gain", "inl_max_lsb", "dnl_max_lsb"};

/// Offset of the first point [LSB], slope through the ends relative to the nominal curve's, and largest |INL| and |DNL|
/// against the curve's own end line [LSB of the nominal curve].
[[nodiscard]] inline std::array<double, 4> population_figures(std::span<double const> points,
                                                              Eigen::VectorXd const& curve,
                                                              Eigen::VectorXd const& nominal, double lsb) {
    auto const last = curve.size() - 1;
    Eigen::VectorXd const inl = (curve - end_line(points, curve)) / lsb;
    Eigen::VectorXd const dnl = inl.tail(last) - inl.head(last);
    return {(curve(0) - nominal(0)) / lsb, (curve(last) - curve(0)) / (nominal(last) - nominal(0)),
            inl.cwiseAbs().maxCoeff(), dnl.cwiseAbs().maxCoeff()};
}

}  // namespace cimchar::model
