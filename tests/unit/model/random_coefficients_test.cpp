#include "model/random_coefficients.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace cimchar;
using namespace cimchar::model;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// 400 groups of y = c0 + c1·x + ε, c0 and c1 normal with means 1 and -2, variances 4 and 1 and covariance 1, σ(ε) =
// 0.5. A group has two observations, and its own least squares would be exact and wrong: by ε its slope over x = ±1
// spreads by 0.25/2 more. Means are known to 2/√400 = 0.1, variances to a relative √(2/400) = 7 % and what ε adds; 4 σ
// are allowed.
TEST_CASE("random coefficients: the population is found from groups too small to stand alone", "[model]") {
    std::vector<Group> groups;
    MatrixXd terms(2, 2);
    for (std::uint64_t g = 0; g < 400; ++g) {
        double const c0 = 1 + 2 * standard_normal(1, 1, g);
        double const c1 = -2 + 0.5 * (c0 - 1) / 2 + std::sqrt(0.75) * standard_normal(1, 2, g);
        double const shift = uniform(1, 3, g) - 0.5;  // groups do not look at the same places
        terms << 1, shift - 1, 1, shift + 1;
        VectorXd y(2);
        for (Index i = 0; i < 2; ++i)
            y(i) = c0 + c1 * terms(i, 1) + 0.5 * standard_normal(1, 4, 2 * g + static_cast<std::uint64_t>(i));
        groups.emplace_back(terms, y);
    }
    auto const p = fit_random_coefficients(groups, 400);
    CHECK(p.mean(0) == Approx(1).margin(0.42));
    CHECK(p.mean(1) == Approx(-2).margin(0.25));
    CHECK(p.covariance(0, 0) == Approx(4).epsilon(0.3));
    // Here ε and the spread of a slope are told apart by the places alone: a quarter of ε² may go either way.
    CHECK(p.covariance(1, 1) == Approx(1).margin(0.3 + 0.125));
    CHECK(p.covariance(0, 1) == Approx(0.5).margin(0.45));
}

TEST_CASE("random coefficients: what a group does not show it has from the others", "[model]") {
    RandomCoefficients population{VectorXd::Zero(2), MatrixXd::Identity(2, 2), 0.1};
    population.covariance << 1, 0.5, 0.5, 1;
    MatrixXd only_first(1, 2);
    only_first << 1, 0;
    auto const c = coefficients_of(population, Group(only_first, VectorXd::Constant(1, 2)));
    // c0 = 2·1/(1 + 0.01); c1 follows with the covariance: half of it.
    CHECK(c.mean(0) == Approx(2 / 1.01));
    CHECK(c.mean(1) == Approx(1 / 1.01));
    CHECK(c.covariance(1, 1) == Approx(1 - 0.25 / 1.01));
}
