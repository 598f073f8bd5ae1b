#include "circuits/waveform.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar::circuits;

TEST_CASE("waveform: crossings by edge and number, between samples", "[user]") {
    Signal const s{{0, 1, 2, 3, 4}, {0, 2, 0, 2, 0}};
    CHECK(crossing_of(s, 0.5, Edge::any, 1, -1) == 0.25);
    CHECK(crossing_of(s, 0.5, Edge::fall, 1, -1) == 1.75);
    CHECK(crossing_of(s, 0.5, Edge::rise, 2, -1) == 2.25);
    CHECK(crossing_of(s, 0.5, Edge::any, -1, -1) == 3.75);
    CHECK(crossing_of(s, 0.5, Edge::any, 1, 2) == 2.25);
    CHECK(std::isnan(crossing_of(s, 5, Edge::any, 1, -1)));
    CHECK(std::isnan(crossing_of(s, 0.5, Edge::rise, 3, -1)));
}

TEST_CASE("waveform: slope, also at the ends and at a sample", "[user]") {
    Signal const s{{0, 1, 2, 3}, {0, 1, 4, 9}};
    CHECK(slope_of(s, 0.5) == 1);
    CHECK(slope_of(s, 1) == 2);  // central: (4 - 0)/2
    CHECK(slope_of(s, 0) == 1);
    CHECK(slope_of(s, 3) == 5);
    CHECK(std::isnan(slope_of(s, 3.5)));
}

TEST_CASE("waveform: a settled signal stays within its band", "[user]") {
    Signal const s{{0, 1, 2, 3, 4}, {0, 2, 0.5, 1, 1}};
    CHECK(settling_of(s, 0, 1, 0.25) == 2.5);  // 0.5 -> 1 enters 0.75 half way
    CHECK(settling_of(s, 0, 1, 5) == 0);
    CHECK(std::isnan(settling_of(s, 0, 3, 0.1)));
}

TEST_CASE("waveform: means of straight lines are exact", "[user]") {
    Signal const s{{0, 1, 3}, {0, 3, 3}};
    CHECK(integral_of(s) == 7.5);
    CHECK(mean_of(s) == 2.5);
    CHECK(rms_of(Signal{{0, 3}, {0, 3}}) == Approx(std::sqrt(3.0)));  // of a ramp to a: a/√3
    CHECK(mean_of(part(s, 0.5, 1)) == Approx(2.25));
    CHECK(std::isnan(mean_of(part(s, 4, 5))));
}

TEST_CASE("waveform: one pole of gain 100 has unity gain at 100 of its corners and 90 degrees of margin", "[user]") {
    std::vector<double> f;
    std::vector<double> re;
    std::vector<double> im;
    for (double x = 1; x < 1e5; x *= 1.05) {
        double const d = 1 + x * x;  // -100/(1 + jx), inverting: the margin counts from the phase at low frequency
        f.push_back(x);
        re.push_back(-100 / d);
        im.push_back(100 * x / d);
    }
    CHECK(unity_gain_of(f, re, im) == Approx(100).epsilon(1e-3));
    // The sweep begins at the corner, where the phase has turned 45° already.
    CHECK(phase_margin_of(f, re, im) == Approx(180 - (90 - 0.573 - 45)).margin(0.05));
}
