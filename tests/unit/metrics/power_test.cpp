// Energy from sampled voltage and current.
#include "metrics/power.hpp"
#include "core/error.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

using namespace cimchar;
using namespace cimchar::metrics;

TEST_CASE("power: a straight line is integrated exactly whatever the points", "[metrics]") {
    std::array const time_s{0.0, 0.25, 0.5, 2.0, 4.0};
    std::array const values{1.0, 1.5, 2.0, 5.0, 9.0};  // 1 + 2t, integral t + t²; all exact in binary
    CHECK(integral(time_s, values, 0, 4) == 20);
    CHECK(integral(time_s, values, 1, 3) == (3 + 9) - (1 + 1));
    CHECK(integral(time_s, values, 0.625, 0.75) == (0.75 + 0.5625) - (0.625 + 0.390625));  // inside one interval
}

TEST_CASE("power: windows that meet sum to the whole", "[metrics]") {
    std::vector<double> time_s;
    std::vector<double> values;
    for (int i = 0; i < 50; ++i) {
        time_s.push_back(1e-9 * i * i);
        values.push_back(std::sin(i));
    }
    double const end = time_s.back();
    double const whole = integral(time_s, values, 0, end);
    CHECK(integral(time_s, values, 0, 0.3 * end) + integral(time_s, values, 0.3 * end, end) ==
          Approx(whole).epsilon(1e-12));
}

TEST_CASE("power: a repeated time is a jump", "[metrics]") {
    std::array const time_s{0.0, 1.0, 1.0, 2.0};
    std::array const values{1.0, 1.0, 3.0, 3.0};
    CHECK(integral(time_s, values, 0, 2) == 4);
    CHECK(integral(time_s, values, 0.5, 1) == 0.5);
    CHECK(integral(time_s, values, 1, 1.5) == 1.5);
}

TEST_CASE("power: energy is the integral of v·i, average power that over the window", "[metrics]") {
    // Charging 1 pF to 1 V by 1 µA: v = t·1e6 V/s for 1 µs; 0.5 pJ, 0.5 µW. v·i is linear, so exact.
    std::array const time_s{0.0, 0.25e-6, 1e-6};
    std::array const voltage_v{0.0, 0.25, 1.0};
    std::array const current_a{1e-6, 1e-6, 1e-6};
    auto const got = energy(time_s, voltage_v, current_a);
    CHECK(got.energy_j == Approx(0.5e-12).epsilon(1e-14));
    CHECK(got.average_power_w == Approx(0.5e-6).epsilon(1e-14));
    CHECK(got.duration_s == 1e-6);
    // The first half of the voltage: a quarter of the energy.
    CHECK(energy(time_s, voltage_v, current_a, 0, 0.5e-6).energy_j == Approx(0.125e-12).epsilon(1e-14));
}

TEST_CASE("power: what it cannot use is an InputError", "[metrics]") {
    std::array const time_s{0.0, 1.0, 2.0};
    std::array const one{1.0, 1.0, 1.0};
    std::array const two{1.0, 1.0};
    std::array const nan{1.0, std::numeric_limits<double>::quiet_NaN(), 1.0};
    CHECK_THROWS_AS(energy({}, {}, {}), InputError);
    CHECK_THROWS_AS(energy(time_s, one, two), InputError);
    CHECK_THROWS_AS(energy(two, one, one), InputError);
    CHECK_THROWS_AS(energy(time_s, nan, one), InputError);
    CHECK_THROWS_AS(integral(nan, one, 0, 1), InputError);
    CHECK_THROWS_WITH(integral(std::array{0.0, 2.0, 1.0}, one, 0, 1), Catch::Contains("at point 3"));
    CHECK_THROWS_WITH(integral(time_s, one, 1, 3), Catch::Contains("reaches beyond the data"));
    CHECK_THROWS_AS(integral(time_s, one, 1, 1), InputError);
    CHECK_THROWS_AS(integral(time_s, one, std::numeric_limits<double>::quiet_NaN(), 1), InputError);
}
