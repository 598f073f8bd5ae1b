#include "core/error.hpp"
#include "core/random.hpp"
#include "model/shift_add_evaluate.hpp"
#include "model/shift_add_fit.hpp"
#include "model/tables.hpp"
#include "unit/store/synthetic_networks.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::model;
using Catch::Matchers::Contains;
using cimchar::store::test::synthetic_shift_add_input;
using cimchar::store::test::synthetic_shift_add_model;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// The made-up network is the ideal sum s and 5 mV · sin(12·s), less than a period over 0 … 0.5 V: to four tanh units
// that is smooth, and a line is off by millivolts.
TEST_CASE("shift-and-add: the network finds what is beyond the ideal sum", "[model]") {
    auto const m = synthetic_shift_add_model();
    CHECK(m.network.outputs.size() == 4);
    auto const& v = m.validation;
    CHECK(v.cycles.count == 80);  // a fifth of 200 conversions of two cycles
    CHECK(v.cycles.model.max_v < 0.2e-3);
    CHECK(v.conversions.model.max_v < 0.25e-3);  // the previous sum's error comes with a weight of a quarter
    CHECK(v.cycles.ideal.rms_v > 2e-3);
    CHECK(v.cycles.line.rms_v > 1e-3);
}

// Chips differ by an offset of σ = 5 mV and 10 mV/V · v0, which are among the functions: nothing is left.
TEST_CASE("shift-and-add: chips that are held out are represented, and measured by half of their conversions",
          "[model]") {
    auto const m = synthetic_shift_add_model();
    auto const& c = m.validation.chips;
    CHECK(c.chips == 60);
    CHECK(c.nominal.rms_v > 4e-3);
    CHECK(c.functions.rms_v < 0.2e-3);
    CHECK(c.measured.rms_v < 0.3e-3);
    CHECK(c.drawn.rms_v < 0.2 * c.nominal.rms_v);  // the draws are the offset and the weight themselves
    REQUIRE(m.validation.populations.size() == 2);
    for (auto const& p : m.validation.populations) {
        for (auto const& test : p.tests) CHECK(test.p > 0.01);
        CHECK(p.energy_p > 0.01);
    }
}

// 2000 virtual chips: the offset's variance is known from 60 to √(2/59) = 18 %, and 2000 add 3 %; 4 σ are allowed.
TEST_CASE("shift-and-add: regenerated chips have the spread of those they were fitted to", "[model]") {
    auto const input = synthetic_shift_add_input();
    auto const m = synthetic_shift_add_model();
    MatrixXd const at{{0.0, 0.25, 0.0}};  // v0 = 0: the offset alone
    auto const nominal = cycles_v(m, at)(0);
    double squares = 0;
    for (auto const& chip : sample(m, 1, 2000)) {
        auto const coefficients = coefficients_of(m, chip);
        squares += std::pow(cycles_v(m, at, &coefficients)(0) - nominal, 2);
    }
    double wanted = 0;
    for (auto const& [chip, drawn] : input.chips->drawn) wanted += drawn[0] * drawn[0] / 60;
    CHECK(std::sqrt(squares / 2000) == Approx(std::sqrt(wanted)).epsilon(0.12));
    CHECK(std::sqrt(wanted) == Approx(5e-3).epsilon(0.36));
}

// Coefficients that are given a covariance come back with it: 4000 chips know a variance to √(2/4000) = 2.2 %, a
// correlation to 1/√4000 = 1.6 %; 4 σ are allowed.
TEST_CASE("shift-and-add: virtual chips have the covariance that the model says", "[model]") {
    auto input = synthetic_shift_add_input();
    input.chips->drawn_names = {"m1.vth_v", "m0.beta"};  // nothing of the whole chip: both are modes
    input.fresh.reset();
    ShiftAddOptions options;
    options.units = {0};
    auto m = fit(input, options);
    auto const modes = static_cast<Eigen::Index>(m.mismatch.modes_lsb.rows);
    REQUIRE(modes >= 2);
    m.mismatch.normal.assign(m.mismatch.normal.size(), true);
    MatrixXd correlation = MatrixXd::Identity(modes, modes);
    correlation(0, 1) = correlation(1, 0) = 0.6;
    m.mismatch.correlation = table_of(correlation);
    m.mismatch.variances_lsb2[0] = 4;
    m.mismatch.variances_lsb2[1] = 0.25;
    double first = 0;
    double second = 0;
    double product = 0;
    for (auto const& chip : sample(m, 7, 4000)) {
        first += chip.scores[0] * chip.scores[0] / 4000;
        second += chip.scores[1] * chip.scores[1] / 4000;
        product += chip.scores[0] * chip.scores[1] / 4000;
    }
    CHECK(first == Approx(4).epsilon(0.09));
    CHECK(second == Approx(0.25).epsilon(0.09));
    CHECK(product / std::sqrt(first * second) == Approx(0.6).margin(0.065));
}

TEST_CASE("shift-and-add: outside the domain the policy decides", "[model]") {
    auto m = synthetic_shift_add_model();
    Table const outside{1, 3, {0.1, 0.7, 0.2}};
    CHECK_THROWS_WITH(evaluate(m, outside), Contains("input v1 of 0.7 V is outside the model's domain"));
    m.outside = Outside::clamp;
    auto const got = evaluate(m, outside);
    CHECK(got.outside == 1);
    CHECK(got.output_v == evaluate(m, Table{1, 3, {0.1, m.domain[1].max, 0.2}}).output_v);
    CHECK_THROWS_AS(evaluate(m, Table{1, 3, {0.1, std::nan(""), 0.2}}), InputError);
}

TEST_CASE("shift-and-add: a conversion is its cycles one after the other, and the same input gives the same model",
          "[model]") {
    auto const m = synthetic_shift_add_model();
    Table const lines{2, 2, {0.3, 0.1, 0.2, 0.4}};
    auto const first = evaluate(m, Table{1, 3, {0.3, 0.1, 0}}).output_v.at(0);
    auto const whole = evaluate_conversions(m, lines);
    CHECK(whole.output_v.at(0) == evaluate(m, Table{1, 3, {0.2, 0.4, first}}).output_v.at(0));
    CHECK(whole.ideal_v.at(0) == Approx(0.25 * 0.2 + 0.5 * 0.4 + 0.25 * (0.25 * 0.3 + 0.5 * 0.1)));
    auto const again = synthetic_shift_add_model();
    CHECK(again.network.weights.values == m.network.weights.values);
    CHECK(again.mismatch.scores.values == m.mismatch.scores.values);
}

TEST_CASE("shift-and-add: what cannot be fitted is refused", "[model]") {
    auto input = synthetic_shift_add_input();
    for (std::size_t t = 0; t < input.nominal.lines_v.rows; ++t) input.nominal.lines_v.values[2 * t] = 0.1;
    CHECK_THROWS_WITH(fit(input), Contains("input v0 is the same in all conversions"));
    input = synthetic_shift_add_input();
    input.nominal.trials.clear();
    CHECK_THROWS_WITH(fit(input), Contains("no nominal trial has its cycles"));
}
