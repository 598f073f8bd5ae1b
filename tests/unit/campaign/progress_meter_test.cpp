// Rate and time left.
#include "campaign/progress_meter.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using cimchar::campaign::ProgressMeter;

TEST_CASE("progress: regular trials give their rate and an exact estimate", "[campaign]") {
    ProgressMeter meter;
    for (int i = 1; i <= 10; ++i) meter.trial_done(0.5 * i);
    auto const estimate = meter.estimate(5.0, 20);
    CHECK(estimate.rate_per_s == Approx(2.0));
    CHECK(estimate.eta_s == Approx(10.0));
    CHECK(estimate.eta_spread_s == Approx(0.0).margin(1e-9));
}

TEST_CASE("progress: only the last minute counts", "[campaign]") {
    ProgressMeter meter;
    for (int i = 1; i <= 100; ++i) meter.trial_done(0.01 * i);       // a fast first second
    for (int i = 1; i <= 200; ++i) meter.trial_done(1.0 + 1.0 * i);  // then one per second
    CHECK(meter.estimate(201.0, 1).rate_per_s == Approx(1.0).epsilon(0.01));
}

// Intervals 1, 3, 1, 3 s: mean 2 s, std √(4/3) s. For 4 left: 8 s ± √(4/3)·√(4 + 16/4) = 3.266 s.
TEST_CASE("progress: scatter widens the estimate", "[campaign]") {
    ProgressMeter meter;
    for (double const end_s : {1.0, 4.0, 5.0, 8.0}) meter.trial_done(end_s);
    auto const estimate = meter.estimate(8.0, 4);
    CHECK(estimate.eta_s == Approx(8.0));
    CHECK(estimate.eta_spread_s == Approx(std::sqrt(4.0 / 3) * std::sqrt(8.0)));
}

TEST_CASE("progress: a stalled run shows", "[campaign]") {
    ProgressMeter meter;
    for (int i = 1; i <= 4; ++i) meter.trial_done(1.0 * i);
    CHECK(meter.estimate(4.0, 10).eta_s == Approx(10.0));
    CHECK(meter.estimate(100.0, 10).eta_s == Approx(10 * 100.0 / 5));
}

TEST_CASE("progress: before the first trial nothing is promised; with nothing left nothing is left", "[campaign]") {
    ProgressMeter meter;
    CHECK(std::isinf(meter.estimate(1.0, 10).eta_s));
    CHECK(meter.estimate(1.0, 0).eta_s == 0);
    CHECK(meter.estimate(1.0, 10).rate_per_s == 0);
}
