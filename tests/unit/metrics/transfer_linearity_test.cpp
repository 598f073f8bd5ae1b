// DAC-type linearity: output over code. Known answers in closed form.
#include "metrics/transfer_linearity.hpp"
#include "core/error.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

using namespace cimchar;
using namespace cimchar::metrics;

namespace {

double peak_lsb(TransferLinearity const& got) {
    return std::max(got.inl_max_lsb, -got.inl_min_lsb);
}

}  // namespace

// x + a3·x³ on [-1, 1], a3 = 0.01, peak residual over a3 = residual with one LSB declared as a3.
TEST_CASE("transfer linearity: known answer of a cubic", "[metrics]") {
    constexpr int half = 10000;  // points at x = i/half
    std::vector<double> outputs;
    for (int i = -half; i <= half; ++i) {
        double const x = static_cast<double>(i) / half;
        outputs.push_back(x + 0.01 * x * x * x);
    }
    TransferOptions options;
    options.lsb = 0.01;
    // The peak at x = 1/√3 falls between points: curvature 6x·spacing²/8 = 4e-9.
    CHECK(peak_lsb(transfer_linearity(outputs, options)) == Approx(2 / (3 * std::sqrt(3.0))).margin(5e-9));
    // Of m points each side the slope is (3m² + 3m - 1)/(5m²), which tends to 3/5; the residual at the end is 1 - it.
    options.fit = Fit::independent;
    double const m = half;
    double const slope = (3 * m * m + 3 * m - 1) / (5 * m * m);
    CHECK(peak_lsb(transfer_linearity(outputs, options)) == Approx(1 - slope).margin(1e-10));
    CHECK(peak_lsb(transfer_linearity(outputs, options)) == Approx(0.4).margin(1 / m));
    // Touches at x = ±1 and ∓1/2, which are points: exact but for rounding of 1e-16/0.01.
    options.fit = Fit::minimax;
    CHECK(peak_lsb(transfer_linearity(outputs, options)) == Approx(0.25).margin(1e-12));
}

// An RC integrator charged by n = 0 .. m - 1 equal pulses: v = 1 - exp(-T/RC·n/(m - 1)).
TEST_CASE("transfer linearity: known answer of the droop of an RC integrator", "[metrics]") {
    struct Case {
        double t_over_rc;
        double inl_fs;  ///< endpoint INL over full scale, 8 decimals
    };
    auto const known =
        GENERATE(Case{0.01, 0.00125000}, Case{0.1, 0.01249826}, Case{0.5, 0.06228418}, Case{1, 0.12330156});
    constexpr int steps = 10000;
    std::vector<double> outputs_v;
    for (int n = 0; n <= steps; ++n) outputs_v.push_back(-std::expm1(-known.t_over_rc * n / steps));
    auto const got = transfer_linearity(outputs_v);
    // The peak falls between points: curvature at most 1, spacing 1e-4, so 1e-8/8; and half of the last digit.
    CHECK(got.inl_max_lsb * got.lsb / got.full_scale == Approx(known.inl_fs).margin(5e-9 + 1.25e-9));
    CHECK(got.inl_min_lsb == Approx(0).margin(1e-9));
    CHECK(got.full_scale == Approx(-std::expm1(-known.t_over_rc)).epsilon(1e-12));
    CHECK(got.monotonic);
}

TEST_CASE("transfer linearity: one high output widens the step to it and narrows the next", "[metrics]") {
    std::array const outputs{1.0, 3.0, 5.5, 7.0, 9.0};  // code 2 is 0.5 too high; 1 LSB = 2
    auto const got = transfer_linearity(outputs);
    CHECK(got.offset == 1);
    CHECK(got.step == 2);
    CHECK(got.lsb == 2);
    CHECK(got.full_scale == 8);
    CHECK(got.inl_lsb == std::vector{0.0, 0.0, 0.25, 0.0, 0.0});
    CHECK(got.dnl_lsb == std::vector{0.0, 0.25, -0.25, 0.0});
    CHECK(got.convention == "DAC type: positive INL = output above the line; terminal fit, fitted LSB");
}

TEST_CASE("transfer linearity: a declared LSB changes the unit and nothing else", "[metrics]") {
    std::array const outputs{0.0, 1.0, 2.5, 3.0};
    auto const fitted = transfer_linearity(outputs);
    TransferOptions options;
    options.lsb = 0.25;  // the step of the line is 1
    auto const declared = transfer_linearity(outputs, options);
    for (std::size_t i = 0; i < 4; ++i) CHECK(declared.inl_lsb[i] == 4 * fitted.inl_lsb[i]);
    for (std::size_t i = 0; i < 3; ++i) CHECK(declared.dnl_lsb[i] == 4 * fitted.dnl_lsb[i]);
}

TEST_CASE("transfer linearity: a falling output is monotonic, and an absent step is DNL = -1", "[metrics]") {
    std::array const outputs{4.0, 3.0, 3.0, 1.0, 0.0};
    auto const got = transfer_linearity(outputs);
    CHECK(got.step == -1);
    CHECK(got.lsb == 1);
    CHECK(got.monotonic);
    CHECK(got.dnl_lsb == std::vector{0.0, -1.0, 1.0, 0.0});
    CHECK(got.inl_lsb == std::vector{0.0, 0.0, 1.0, 0.0, 0.0});
    CHECK_FALSE(transfer_linearity(std::array{4.0, 2.0, 3.0, 1.0, 0.0}).monotonic);
}

TEST_CASE("transfer linearity: scale and offset of the output leave INL and DNL as they are", "[metrics]") {
    auto const fit = GENERATE(Fit::terminal, Fit::independent, Fit::minimax);
    std::vector<double> outputs;
    std::vector<double> scaled;
    for (int c = 0; c < 16; ++c) {
        outputs.push_back(c + 0.3 * std::sin(c));
        scaled.push_back(1e-9 * outputs.back() + 5e-9);
    }
    TransferOptions options;
    options.fit = fit;
    auto const before = transfer_linearity(outputs, options);
    auto const after = transfer_linearity(scaled, options);
    for (std::size_t i = 0; i < 16; ++i) CHECK(after.inl_lsb[i] == Approx(before.inl_lsb[i]).margin(1e-12));
    for (std::size_t i = 0; i < 15; ++i) CHECK(after.dnl_lsb[i] == Approx(before.dnl_lsb[i]).margin(1e-12));
}

TEST_CASE("transfer linearity: an absolute fit compares with the declared line", "[metrics]") {
    TransferOptions options{Fit::absolute, 1.0, 0.0};
    auto const got = transfer_linearity(std::array{0.5, 1.5, 2.5}, options);
    CHECK(got.inl_lsb == std::vector{0.5, 0.5, 0.5});
    CHECK(got.dnl_lsb == std::vector{0.0, 0.0});
    options.offset.reset();
    CHECK_THROWS_AS(transfer_linearity(std::array{0.5, 1.5, 2.5}, options), InputError);
}

TEST_CASE("transfer linearity: what it cannot use is an InputError", "[metrics]") {
    CHECK_THROWS_AS(transfer_linearity({}), InputError);
    CHECK_THROWS_AS(transfer_linearity(std::array{0.0, 1.0}), InputError);
    CHECK_THROWS_WITH(transfer_linearity(std::array{1.0, 2.0, 1.0}), Catch::Contains("flat"));
    CHECK_THROWS_WITH(transfer_linearity(std::array{1.0, std::numeric_limits<double>::infinity(), 2.0}),
                      Catch::Contains("output 2 is inf"));
    TransferOptions zero;
    zero.lsb = 0;
    CHECK_THROWS_AS(transfer_linearity(std::array{0.0, 1.0, 2.0}, zero), InputError);
}
