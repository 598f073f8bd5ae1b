// Limit states whose failure probability is known in closed form or by one integral.
#pragma once
#include "metrics/failure_probability.hpp"

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace cimchar::test {

struct KnownLimitState {
    std::string name;
    std::size_t dimensions = 0;
    metrics::LimitState limit_state;
    double probability = 0;
};

/// All at about 4 sigma. The arithmetic:
/// - linear: u·a with |a| = 1 is a standard normal number.
/// - product: u₁·u₂ = ((u₁ + u₂)² - (u₁ - u₂)²)/2 = (p² - q²)/2 with independent standard normal p, q, so
///   P(u₁·u₂ > c) = E over q of 2·Q(√(2c + q²)); c is such that this is near 4 sigma.
/// - quadratic: P(u₁ > 4.1 - u₂²/20) = E over u₂ of Q(4.1 - u₂²/20).
/// - two regions: P(u₁ > a or u₂ < -b) = 1 - (1 - Q(a))·(1 - Q(b)).
inline std::vector<KnownLimitState> known_limit_states() {
    using Eigen::VectorXd;
    std::vector<KnownLimitState> out;
    double const q4 = metrics::normal_tail(4);
    for (std::size_t const d : {2U, 20U, 100U})
        out.push_back({"linear, all equal", d,
                       [](VectorXd const& u) { return 4 - u.sum() / std::sqrt(static_cast<double>(u.size())); }, q4});
    out.push_back({"linear, one of them", 100, [](VectorXd const& u) { return 4 - u(0); }, q4});
    double const c = 8;
    double product = 0;
    double const width = 1e-3;  // midpoints: exact to 1e-7 for a smooth integrand that vanishes at both ends
    for (double q = -12 + width / 2; q < 12; q += width)
        product += width * std::exp(-q * q / 2) / std::sqrt(2 * std::numbers::pi) * 2 *
                   metrics::normal_tail(std::sqrt(2 * c + q * q));
    out.push_back({"product of two", 2, [c](VectorXd const& u) { return c - u(0) * u(1); }, product});
    out.push_back({"product of two of ten", 10, [c](VectorXd const& u) { return c - u(0) * u(1); }, product});
    for (std::size_t const d : {2U, 20U}) {
        double curved = 0;
        for (double q = -12 + width / 2; q < 12; q += width)
            curved += width * std::exp(-q * q / 2) / std::sqrt(2 * std::numbers::pi) *
                      metrics::normal_tail(4.1 - 0.05 * q * q);
        out.push_back({"quadratic", d, [](VectorXd const& u) { return 4.1 - u(0) - 0.05 * u(1) * u(1); }, curved});
    }
    for (std::size_t const d : {2U, 20U})
        out.push_back({"two regions", d, [](VectorXd const& u) { return std::min(4 - u(0), 4.2 + u(1)); },
                       q4 + metrics::normal_tail(4.2) - q4 * metrics::normal_tail(4.2)});
    out.push_back({"two sides", 20, [](VectorXd const& u) { return 4 - std::abs(u(0)); }, 2 * q4});
    return out;
}

}  // namespace cimchar::test
