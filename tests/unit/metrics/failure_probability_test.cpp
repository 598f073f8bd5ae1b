// Failure probabilities of limit states whose probability is known.
#include "metrics/failure_probability.hpp"

#include "core/error.hpp"
#include "support/limit_states.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace cimchar;
using namespace cimchar::metrics;
using Eigen::VectorXd;

namespace {

/// Of seeds 1 to 20, which were not chosen: how many intervals hold the known probability.
int held(test::KnownLimitState const& known) {
    int count = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto const got = failure_probability(known.limit_state, known.dimensions, {5000, seed, 0.95});
        CHECK(got.evaluations <= 5000);
        if (got.interval.lower <= known.probability && known.probability <= got.interval.upper) ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("failure probability: 4 sigma in 2 to 100 dimensions is within its interval for 19 of 20 seeds",
          "[metrics]") {
    for (auto const& known : test::known_limit_states()) {
        if (!known.name.starts_with("linear")) continue;
        INFO(known.name << ", " << known.dimensions << " dimensions");
        CHECK(held(known) >= 19);
    }
}

// Intervals that hold in 95 of 100 give fewer than 17 of 20 once in 60.
TEST_CASE("failure probability: curved limit states and two regions are within their intervals", "[metrics]") {
    for (auto const& known : test::known_limit_states()) {
        if (known.name.starts_with("linear")) continue;
        INFO(known.name << ", " << known.dimensions << " dimensions");
        CHECK(held(known) >= 17);
    }
}

// Tail probabilities: Q(3) = 1.349898e-3, Q(5) = 2.866516e-7.
TEST_CASE("failure probability: from 3 to 5 sigma the relative error stays alike", "[metrics]") {
    for (double const beta : {3.0, 5.0}) {
        auto const got = failure_probability([beta](VectorXd const& u) { return beta - u(0); }, 10, {8000, 3, 0.95});
        INFO(beta << " sigma: " << got.probability);
        CHECK(got.status == Convergence::converged);
        CHECK(std::abs(got.probability / normal_tail(beta) - 1) < 0.2);  // three standard errors of about 0.05
        CHECK(got.interval.upper < 1.3 * got.interval.lower);
    }
}

TEST_CASE("failure probability: what cannot fail is said to be not reached", "[metrics]") {
    auto const got = failure_probability([](VectorXd const&) { return 1.0; }, 3, {1000, 1, 0.95});
    CHECK(got.status == Convergence::not_reached);
    CHECK(got.interval.lower == 0);
    CHECK(got.interval.upper == 1);
    CHECK(got.evaluations <= 1000);
}

TEST_CASE("failure probability: a region on all sides of many dimensions is no case for it, and it says so",
          "[metrics]") {
    boost::math::chi_squared const squares(50);
    double const bound = quantile(complement(squares, normal_tail(4)));
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        auto const got =
            failure_probability([&](VectorXd const& u) { return bound - u.squaredNorm(); }, 50, {5000, seed, 0.95});
        CHECK(got.status != Convergence::converged);
    }
}

// A chip without a value is a failed one. Here all beyond 3.5 sigma have none.
TEST_CASE("failure probability: not finite counts as failed", "[metrics]") {
    auto const got = failure_probability(
        [](VectorXd const& u) { return u(0) > 3.5 ? std::numeric_limits<double>::quiet_NaN() : 3.5 - u(0); }, 2);
    CHECK(got.interval.lower < normal_tail(3.5));
    CHECK(got.interval.upper > normal_tail(3.5));
}

TEST_CASE("failure probability: the same seed gives the same numbers", "[metrics]") {
    auto const limit_state = [](VectorXd const& u) { return 4 - u.sum(); };
    auto const a = failure_probability(limit_state, 2, {2000, 7, 0.95});
    CHECK(a.probability == failure_probability(limit_state, 2, {2000, 7, 0.95}).probability);
    CHECK(a.probability != failure_probability(limit_state, 2, {2000, 8, 0.95}).probability);
}

TEST_CASE("failure probability: what makes no sense is refused", "[metrics]") {
    auto const limit_state = [](VectorXd const&) { return 1.0; };
    CHECK_THROWS_AS(failure_probability(limit_state, 0), InputError);
    CHECK_THROWS_AS(failure_probability(limit_state, 1, {fewest_evaluations - 1, 1, 0.95}), InputError);
    CHECK_THROWS_AS(failure_probability(limit_state, 1, {1000, 1, 1.0}), InputError);
}
