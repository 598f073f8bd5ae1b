// Static linearity from transition levels. Known answers: docs of [IEEE1241] quantities, computed independently.
#include "metrics/linearity.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "metrics/line_fit.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

using namespace cimchar;
using namespace cimchar::metrics;

namespace {

/// A 4-bit converter with levels up to 0.4 LSB off, different at each one; 1 LSB = 0.1 V.
std::vector<double> uneven_levels_v() {
    std::vector<double> levels_v;
    for (std::uint64_t k = 0; k < 15; ++k)
        levels_v.push_back(0.05 + 0.1 * static_cast<double>(k) + 0.08 * (uniform(1, 0, k) - 0.5));
    return levels_v;
}

double largest(std::vector<double> const& values) {
    double most = 0;
    for (double const value : values) most = std::max(most, std::abs(value));
    return most;
}

}  // namespace

// A 3-bit converter: 7 transitions, ideally 0.5 .. 6.5 V, so 1 LSB = 1 V. All exact in binary.
TEST_CASE("linearity: a late transition widens one code and narrows the next", "[metrics]") {
    std::array const transitions_v{0.5, 1.5, 2.5, 3.75, 4.5, 5.5, 6.5};  // transition 4 is 0.25 V late
    auto const got = linearity(transitions_v);
    CHECK(got.gain == 1);
    CHECK(got.offset_v == 0);
    CHECK(got.lsb_v == 1);
    for (int code = 1; code <= 6; ++code) {
        CAPTURE(code);
        double const expected = code == 3 ? 0.25 : code == 4 ? -0.25 : 0;
        CHECK(got.dnl_lsb.at(code - 1) == Approx(expected).margin(1e-15));
    }
    for (int k = 1; k <= 7; ++k) {
        CAPTURE(k);
        CHECK(got.inl_lsb.at(k - 1) == Approx(k == 4 ? -0.25 : 0).margin(1e-15));  // late, so negative
    }
    CHECK(got.convention ==
          "IEEE 1241: positive INL = transition early; terminal fit, the data's own first and last as ideal levels");
}

// Levels and answers with the digits they were computed to, 8 and 6 decimals: half of the last one is allowed.
TEST_CASE("linearity: known answer of a 3-bit converter against declared levels", "[metrics]") {
    std::array const transitions_v{0.60, 1.45, 2.80, 3.30, 4.50, 5.90, 6.40};
    auto const got = linearity(transitions_v, {Fit::terminal, IdealLine{0.5, 1.0}});
    CHECK(got.gain == Approx(1.03448276).margin(5e-9));
    CHECK(got.offset_v == Approx(-0.12068966).margin(5e-9));
    CHECK(got.lsb_v == Approx((6.40 - 0.60) / 6).margin(1e-15));
    std::array const inl_lsb{0.0, 0.120690, -0.275862, 0.206897, -0.034483, -0.482759, 0.0};
    std::array const dnl_lsb{-0.120690, 0.396552, -0.482759, 0.241379, 0.448276, -0.482759};
    REQUIRE(got.inl_lsb.size() == inl_lsb.size());
    REQUIRE(got.dnl_lsb.size() == dnl_lsb.size());
    for (std::size_t i = 0; i < inl_lsb.size(); ++i) CHECK(got.inl_lsb[i] == Approx(inl_lsb[i]).margin(5e-7));
    for (std::size_t i = 0; i < dnl_lsb.size(); ++i) CHECK(got.dnl_lsb[i] == Approx(dnl_lsb[i]).margin(5e-7));
    CHECK(got.inl_min_lsb == Approx(-0.482759).margin(5e-7));
    CHECK(got.inl_max_lsb == Approx(0.206897).margin(5e-7));
    CHECK(got.dnl_min_lsb == Approx(-0.482759).margin(5e-7));
    CHECK(got.dnl_max_lsb == Approx(0.448276).margin(5e-7));
    CHECK(got.missing_codes.empty());
    CHECK(got.monotonic);
}

TEST_CASE("linearity: a repeated level is a missing code, not an error", "[metrics]") {
    std::array const transitions_v{0.0, 1.0, 2.0, 2.0, 4.0, 5.0, 6.0};  // code 3 has no width, code 4 has two
    auto const got = linearity(transitions_v);
    CHECK(got.dnl_lsb.at(3 - 1) == -1);
    CHECK(got.dnl_lsb.at(4 - 1) == +1);
    CHECK(got.missing_codes == std::vector{3});
    CHECK(got.monotonic);
}

TEST_CASE("linearity: a code counts as missing from DNL = -0.9 down", "[metrics]") {
    // Codes 2 and 5 are 0.125 V and 0.0625 V wide: DNL -0.875 and -0.9375. 1 LSB = 1 V.
    std::array const transitions_v{0.0, 1.0, 1.125, 3.0, 4.0, 4.0625, 6.0};
    CHECK(linearity(transitions_v).missing_codes == std::vector{5});
}

TEST_CASE("linearity: a decreasing level is reported as not monotonic", "[metrics]") {
    std::array const transitions_v{0.0, 1.0, 2.0, 1.5, 4.0, 5.0, 6.0};
    auto const got = linearity(transitions_v);
    CHECK_FALSE(got.monotonic);
    CHECK(got.dnl_lsb.at(3 - 1) == -1.5);
    CHECK(got.missing_codes == std::vector{3});
}

TEST_CASE("linearity: DNL and INL in LSB do not depend on scale and offset of the levels", "[metrics]") {
    auto const levels_v = uneven_levels_v();
    auto const fit = GENERATE(Fit::terminal, Fit::independent, Fit::minimax);
    std::vector<double> scaled_v;
    for (double const level : levels_v) scaled_v.push_back(-3.0 + 250.0 * level);
    auto const before = linearity(levels_v, {fit, {}});
    auto const after = linearity(scaled_v, {fit, {}});
    // Differences of levels of about 10 LSB, each with 1e-16 of relative rounding.
    for (std::size_t i = 0; i < before.inl_lsb.size(); ++i)
        CHECK(after.inl_lsb[i] == Approx(before.inl_lsb[i]).margin(1e-12));
    for (std::size_t i = 0; i < before.dnl_lsb.size(); ++i)
        CHECK(after.dnl_lsb[i] == Approx(before.dnl_lsb[i]).margin(1e-12));
    CHECK(after.lsb_v == Approx(250.0 * before.lsb_v).epsilon(1e-12));
}

TEST_CASE("linearity: declared gain and offset errors are found and taken out by every fit but absolute", "[metrics]") {
    std::vector<double> levels_v;  // ideal 0.5 + k, seen through gain 2 and offset 0.25 V
    for (int k = 0; k < 7; ++k) levels_v.push_back((0.5 + k - 0.25) / 2);
    auto const fit = GENERATE(Fit::terminal, Fit::independent, Fit::minimax);
    auto const got = linearity(levels_v, {fit, IdealLine{0.5, 1.0}});
    CHECK(got.gain == Approx(2).epsilon(1e-14));
    CHECK(got.offset_v == Approx(0.25).epsilon(1e-13));
    CHECK(got.lsb_v == Approx(0.5).epsilon(1e-14));
    CHECK(largest(got.inl_lsb) < 1e-13);

    auto const raw = linearity(levels_v, {Fit::absolute, IdealLine{0.5, 1.0}});
    CHECK(raw.gain == 1);
    CHECK(raw.offset_v == 0);
    CHECK(raw.inl_lsb.front() == 0.5 - 0.125);  // ideal 0.5 V, seen at 0.125 V: early
    CHECK(raw.inl_lsb.back() == 6.5 - 3.125);
    CHECK(raw.dnl_lsb.front() == -0.5);
}

TEST_CASE("linearity: each fit is best at what it minimizes", "[metrics]") {
    auto const levels_v = uneven_levels_v();
    auto const squares = [](Linearity const& l) {
        double sum = 0;
        for (double const inl : l.inl_lsb) sum += inl * inl;
        return sum;
    };
    auto const terminal = linearity(levels_v);
    auto const independent = linearity(levels_v, {Fit::independent, {}});
    auto const minimax = linearity(levels_v, {Fit::minimax, {}});
    CHECK(squares(independent) < squares(terminal));
    CHECK(squares(independent) < squares(minimax));
    CHECK(largest(minimax.inl_lsb) < largest(terminal.inl_lsb));
    CHECK(largest(minimax.inl_lsb) < largest(independent.inl_lsb));
    CHECK(minimax.inl_max_lsb == Approx(-minimax.inl_min_lsb).margin(1e-12));  // equal both ways, as Chebyshev says
}

TEST_CASE("minimax line: no line through two of the points leaves a lower strip", "[metrics]") {
    // The narrowest strip has a slope of two of the points; compare with all of them. Some x repeat.
    for (std::uint64_t trial = 0; trial < 20; ++trial) {
        std::vector<double> x;
        std::vector<double> y;
        for (std::uint64_t i = 0; i < 25; ++i) {
            x.push_back(std::floor(12 * uniform(2, trial, i)));
            y.push_back(uniform(3, trial, i));
        }
        auto const height = [&](double slope) {
            double low = std::numeric_limits<double>::infinity();
            double high = -low;
            for (std::size_t i = 0; i < x.size(); ++i) {
                low = std::min(low, y[i] - slope * x[i]);
                high = std::max(high, y[i] - slope * x[i]);
            }
            return high - low;
        };
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < x.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (x[i] != x[j]) least = std::min(least, height((y[i] - y[j]) / (x[i] - x[j])));
        auto const line = minimax_line(x, y);
        double worst = 0;
        for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, std::abs(y[i] - line(x[i])));
        CHECK(2 * worst == Approx(least).epsilon(1e-12));
    }
}

TEST_CASE("linearity: what it cannot use is an InputError that says what to do", "[metrics]") {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(linearity({}), InputError);
    CHECK_THROWS_AS(linearity(std::array{0.0, 1.0}), InputError);
    CHECK_THROWS_WITH(linearity(std::array{0.0, nan, 2.0}), Catch::Contains("transition level 2 is nan"));
    CHECK_THROWS_WITH(linearity(std::array{1.0, 1.0, 1.0}), Catch::Contains("is not above the first"));
    CHECK_THROWS_WITH(linearity(std::array{3.0, 2.0, 1.0}), Catch::Contains("negated if the converter inverts"));
    std::array const good{0.0, 1.0, 2.0};
    CHECK_THROWS_WITH(linearity(good, {Fit::absolute, {}}), Catch::Contains("has no ideal line"));
    CHECK_THROWS_AS(linearity(good, {Fit::terminal, IdealLine{0, 0}}), InputError);
    CHECK_THROWS_AS(linearity(good, {Fit::terminal, IdealLine{nan, 1}}), InputError);
    CHECK_THROWS_WITH(fit_from("best"), Catch::Contains("terminal, independent, minimax or absolute"));
    for (auto const fit : {Fit::terminal, Fit::independent, Fit::minimax, Fit::absolute})
        CHECK(fit_from(to_string(fit)) == fit);
    CHECK(transition_count(8) == 255);
}
