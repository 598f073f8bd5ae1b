// Linearity from code counts.
#include "metrics/histogram.hpp"
#include "core/error.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

using namespace cimchar;
using namespace cimchar::metrics;

namespace {

HistogramOptions sine() {
    HistogramOptions options;
    options.stimulus = Stimulus::sine;
    return options;
}

}  // namespace

TEST_CASE("histogram: known answer of a 4-bit ramp", "[metrics]") {
    std::array const counts{4.0, 5.0, 5.0, 7.0, 8.0, 7.0, 9.0, 5.0, 6.0, 3.0, 6.0, 7.0, 9.0, 6.0, 5.0, 9.0};
    double const mean_inner = std::accumulate(counts.begin() + 1, counts.end() - 1, 0.0) / 14;
    REQUIRE(mean_inner == Approx(6.285714).margin(5e-7));
    auto const got = histogram_linearity(counts);
    CHECK(got.linearity.dnl_min_lsb == Approx(-0.522727).margin(5e-7));  // 3/6.285714 - 1
    CHECK(got.linearity.dnl_max_lsb == Approx(+0.431818).margin(5e-7));  // 9/6.285714 - 1
    for (std::size_t code = 1; code <= 14; ++code)
        CHECK(got.linearity.dnl_lsb.at(code - 1) == Approx(counts.at(code) / mean_inner - 1).margin(1e-13));
    CHECK(got.samples == 101);
    CHECK_FALSE(got.in_volts);
    // In LSB, level 1 at 0; the ramp begins the count of code 0 before it and ends that of code 15 after level 15.
    CHECK(got.transitions.front() == Approx(0).margin(1e-13));
    CHECK(got.transitions.back() == Approx(14).epsilon(1e-13));
    CHECK(got.stimulus_low == Approx(-4 / mean_inner).epsilon(1e-13));
    CHECK(got.stimulus_high == Approx(14 + 9 / mean_inner).epsilon(1e-13));
}

TEST_CASE("histogram: a ramp of known range gives the levels in volts", "[metrics]") {
    std::array const counts{10.0, 20.0, 30.0, 40.0};
    HistogramOptions options;
    options.range = StimulusRange{-1, 1};
    options.ideal = IdealLine{-0.5, 0.5};
    auto const got = histogram_linearity(counts, options);
    CHECK(got.in_volts);
    std::array const expected_v{-1 + 2 * 0.1, -1 + 2 * 0.3, -1 + 2 * 0.6};
    for (std::size_t i = 0; i < 3; ++i) CHECK(got.transitions[i] == Approx(expected_v[i]).margin(1e-15));
    CHECK(got.linearity.gain == Approx(1.0 / 1.0).epsilon(1e-14));  // ideal span 1 V, measured 1 V
    CHECK(got.linearity.offset_v == Approx(-0.5 + 0.8).epsilon(1e-14));
}

// Exact code probabilities of a sine give back the levels exactly.
TEST_CASE("histogram: a sine gives back the levels of an uneven converter", "[metrics]") {
    std::array const levels_v{-0.9, -0.5, -0.35, 0.1, 0.3, 0.6, 0.95};
    double const amplitude_v = 1.2;
    double const offset_v = 0.05;
    std::vector<double> counts;
    double before = 0;
    for (double const level : levels_v) {
        double const below = std::acos(-(level - offset_v) / amplitude_v) / std::numbers::pi;
        counts.push_back(1e6 * (below - before));
        before = below;
    }
    counts.push_back(1e6 * (1 - before));

    auto options = sine();
    auto const relative = histogram_linearity(counts, options);
    auto const direct = linearity(levels_v);
    // arccos there and cos back, a few rounding errors of 1e-16 over an LSB of 0.3 V.
    for (std::size_t i = 0; i < 7; ++i) CHECK(relative.linearity.inl_lsb[i] == Approx(direct.inl_lsb[i]).margin(1e-13));
    for (std::size_t i = 0; i < 6; ++i) CHECK(relative.linearity.dnl_lsb[i] == Approx(direct.dnl_lsb[i]).margin(1e-13));
    CHECK((relative.stimulus_high - relative.stimulus_low) * direct.lsb_v == Approx(2 * amplitude_v).epsilon(1e-12));

    options.range = StimulusRange{offset_v - amplitude_v, offset_v + amplitude_v};
    auto const absolute = histogram_linearity(counts, options);
    for (std::size_t i = 0; i < 7; ++i) CHECK(absolute.transitions[i] == Approx(levels_v[i]).margin(1e-13));
}

TEST_CASE("histogram: a coherent sine through an ideal converter shows no DNL", "[metrics]") {
    constexpr int codes = 64;
    constexpr int samples = 1 << 20;
    std::vector<double> counts(codes, 0.0);
    for (int n = 0; n < samples; ++n) {
        double const phase = 2 * std::numbers::pi * std::fmod(12345.0 * n, samples) / samples;
        double const v = 1.02 * std::sin(phase);  // overdrives ±1
        counts[static_cast<std::size_t>(std::clamp(std::floor((v + 1) / 2 * codes), 0.0, codes - 1.0))] += 1;
    }
    auto const got = histogram_linearity(counts, sine());
    // Each edge is off by up to a sample at the steepest density, 64·1.02/2·2π/2^20 = 2e-4 LSB; a width has two.
    CHECK(got.linearity.dnl_max_lsb < 4e-4);
    CHECK(got.linearity.dnl_min_lsb > -4e-4);
    CHECK((got.stimulus_high - got.stimulus_low) == Approx(1.02 * codes).epsilon(1e-4));
}

TEST_CASE("histogram: more of the same samples change nothing, and a code never seen is missing", "[metrics]") {
    std::array const counts{3.0, 5.0, 0.0, 4.0, 6.0, 2.0, 1.0, 9.0};
    std::vector<double> tenfold;
    for (double const count : counts) tenfold.push_back(10 * count);
    auto const stimulus = GENERATE(Stimulus::ramp, Stimulus::sine);
    HistogramOptions options;
    options.stimulus = stimulus;
    auto const once = histogram_linearity(counts, options).linearity;
    auto const often = histogram_linearity(tenfold, options).linearity;
    CHECK(once.missing_codes == std::vector{2});
    CHECK(once.dnl_lsb.at(2 - 1) == -1);
    for (std::size_t i = 0; i < once.dnl_lsb.size(); ++i)
        CHECK(often.dnl_lsb[i] == Approx(once.dnl_lsb[i]).margin(1e-13));
}

TEST_CASE("histogram: what it cannot use is an InputError", "[metrics]") {
    CHECK_THROWS_AS(histogram_linearity({}), InputError);
    CHECK_THROWS_AS(histogram_linearity(std::array{1.0, 2.0, 3.0}), InputError);
    CHECK_THROWS_WITH(histogram_linearity(std::array{0.0, 2.0, 3.0, 1.0}), Catch::Contains("code 0 was never seen"));
    CHECK_THROWS_WITH(histogram_linearity(std::array{1.0, 2.0, 3.0, 0.0}), Catch::Contains("code 3 was never seen"));
    CHECK_THROWS_WITH(histogram_linearity(std::array{1.0, 0.0, 0.0, 1.0}), Catch::Contains("only the two end codes"));
    CHECK_THROWS_WITH(histogram_linearity(std::array{1.0, -2.0, 3.0, 1.0}), Catch::Contains("count of code 1 is -2"));
    std::array const nan{1.0, std::numeric_limits<double>::quiet_NaN(), 3.0, 1.0};
    CHECK_THROWS_AS(histogram_linearity(nan), InputError);
    HistogramOptions options;
    options.ideal = IdealLine{0, 1};
    CHECK_THROWS_WITH(histogram_linearity(std::array{1.0, 2.0, 3.0, 1.0}, options), Catch::Contains("range in volts"));
    options.range = StimulusRange{1, 1};
    CHECK_THROWS_AS(histogram_linearity(std::array{1.0, 2.0, 3.0, 1.0}, options), InputError);
}
