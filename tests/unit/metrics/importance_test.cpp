// A probability from weighted chips.
#include "metrics/importance.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar::metrics;

TEST_CASE("importance: equal weights are a plain share", "[metrics]") {
    // 100 of 1000 with weight 0.01: p = 0.001 with the relative error of a share of a tenth, √(9/999); t(0.975, 99) =
    // 1.98422.
    auto const got = weighted_share(std::vector<double>(100, 0.01), 1000);
    CHECK(got.status == Convergence::converged);
    CHECK(got.probability == Approx(1e-3));
    CHECK(got.effective == Approx(100));
    CHECK(got.largest_share == Approx(0.01));
    CHECK(got.interval.upper / got.probability == Approx(std::exp(1.98422 * std::sqrt(9.0 / 999))).epsilon(1e-6));
    CHECK(got.interval.lower * got.interval.upper == Approx(got.probability * got.probability));
}

TEST_CASE("importance: one chip that carries the sum, few chips, and none are no convergence", "[metrics]") {
    std::vector<double> weights(200, 1e-3);
    weights.push_back(1);
    CHECK(weighted_share(weights, 1000).status == Convergence::few_effective);
    CHECK(weighted_share(std::vector<double>(20, 1e-3), 1000).status == Convergence::few_effective);
    auto const none = weighted_share({}, 1000);
    CHECK(none.status == Convergence::not_reached);
    CHECK(none.interval.lower == 0);
    CHECK(none.interval.upper == 1);
}
