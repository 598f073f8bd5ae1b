#include "model/fit.hpp"

#include "core/error.hpp"
#include "model/contributions.hpp"
#include "model/evaluate.hpp"
#include "synthetic_circuit.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

using namespace cimchar;
using namespace cimchar::model;
using namespace cimchar::model::test;
using Catch::Matchers::Contains;

namespace {
double largest(std::vector<double> const& v) {
    return *std::max_element(v.begin(), v.end());
}
bool mentions(std::vector<std::string> const& lines, std::string const& word) {
    return std::any_of(lines.begin(), lines.end(), [&](auto const& l) { return l.find(word) != std::string::npos; });
}
}  // namespace

TEST_CASE("fit: a curve that is bilinear in supply and temperature is recovered everywhere", "[model]") {
    auto const m = fit(synthetic_input(0));
    REQUIRE(m.terms.exponents == std::vector<std::array<unsigned, 2>>{{0, 0}, {1, 0}, {0, 1}, {1, 1}});
    CHECK(m.transfer.basis == Basis::chebyshev);
    CHECK(m.transfer.columns == 3);  // a line and a parabola
    CHECK(largest(m.transfer.error_max_lsb) < 1e-9);
    Condition const inside{"ss", 13, 1.03};  // seen by no one
    for (double const code : {0.0, 17.0, 40.5, 63.0}) {
        auto const got = evaluate(m, inside, std::vector{code}).output.at(0);
        CHECK(got == Approx(true_curve_v(inside, code)).margin(1e-9));
    }
    CHECK(evaluate(m, inside, {}).cost.at(0) == Approx(1.03e-12));
    CHECK(evaluate(m, inside, {}).noise.at(0) == Approx(1e-4 * (1 + 0.1 * 13 / 60)));
}

TEST_CASE("fit: the held-out corner is predicted from what the other process shows", "[model]") {
    // The interaction v·t is taken from ss; its gains differ by the corners' factors, 1.05 and 0.95. Of 0.003·63 LSB
    // at the last code a tenth is wrong, and extrapolating from the other three corners makes that fourfold: 0.08 LSB.
    auto const m = fit(synthetic_input(0));
    REQUIRE(m.validation.held_out_conditions.size() == 1);
    auto const& held = m.validation.held_out_conditions[0];
    CHECK(held.kind == "corner");
    CHECK(held.model.max_lsb == Approx(0.0756).epsilon(0.05));
    CHECK(held.nominal_curve.max_lsb > 0.7);
    CHECK(held.ideal_line.max_lsb > 0.7);
    CHECK_FALSE(mentions(m.validation.concerns, "held-out corner"));
}

TEST_CASE("fit: every condition that can be spared is held out, and the worst is shown", "[model]") {
    auto input = synthetic_input(0);
    auto const& validation = fit(input).validation;
    REQUIRE(validation.held_out_conditions.size() == 1);
    CHECK(validation.held_out_conditions[0].tried == 8);  // tt is the only one of its process
    FitOptions options;
    double worst = 0;
    for (std::size_t c = 0; c < 8; ++c) {
        options.hold_out = input.conditions[c];
        auto const held = fit(input, options).validation.held_out_conditions.at(0);
        CHECK(held.tried == 1);
        worst = std::max(worst, held.model.rms_lsb);
    }
    CHECK(validation.held_out_conditions[0].model.rms_lsb == Approx(worst));
}

TEST_CASE("fit: a process takes no interaction from one that behaves otherwise", "[model]") {
    // Supply and temperature act together by +0.02 LSB per code in ss and not at all in ff. A corner of ff left out is
    // missed by four times what is assumed of it: 4·0.02·63 = 5 LSB at the last code if it is that of ss. A corner of
    // ss is missed by 5 LSB either way, and the concern says why.
    auto input = synthetic_input(0);
    for (auto& trial : input.trials) {
        auto const& c = input.conditions[trial.condition];
        double const v = (c.supply_v - 1.0) / 0.1;
        double const t = (c.temperature_c - 20) / 60;
        double const gain = (c.process == "ss" ? 0.02 : 0) - 0.003 * (c.process == "ff" ? 1.05 : 0.95);
        for (std::size_t i = 0; i < point_count; ++i)
            trial.curve[i] -= gain * v * t * true_lsb * static_cast<double>(i);
    }
    FitOptions options;
    options.hold_out = Condition{"ff", -40, 0.9};
    auto const ff = fit(input, options);
    CHECK(ff.terms.share == 0);
    CHECK(ff.validation.held_out_conditions.at(0).model.max_lsb < 0.1);
    auto const m = fit(input);
    CHECK(m.validation.held_out_conditions.at(0).condition.process == "ss");
    CHECK(m.validation.held_out_conditions.at(0).model.max_lsb == Approx(4 * (0.02 - 0.00285) * 63).epsilon(0.3));
    CHECK(mentions(m.validation.concerns, "3 conditions of ss are left for 4 terms"));
    CHECK(fit(synthetic_input(0)).terms.share == 1);  // alike: see the test above
}

TEST_CASE("fit: a wrong model of the supply dependence is reported as bad", "[model]") {
    // Six supplies, a cubic that a second-order polynomial cannot follow: 0.03·v³ of 63 LSB is up to 1.9 LSB.
    std::vector<Condition> conditions;
    for (double const v : {0.9, 0.94, 0.98, 1.02, 1.06, 1.1}) conditions.push_back({"tt", 27, v});
    auto const good = fit(synthetic_input(0, conditions));
    auto const bad = fit(synthetic_input(0, conditions, 0.05));
    REQUIRE(good.validation.held_out_conditions.size() == 2);
    CHECK(good.validation.held_out_conditions[0].kind == "interior");
    CHECK(good.validation.held_out_conditions[1].kind == "corner");
    CHECK(good.validation.held_out_conditions[1].model.max_lsb < 1e-6);
    CHECK(bad.validation.held_out_conditions[1].model.rms_lsb > 0.5);
    CHECK(mentions(bad.validation.concerns, "held-out corner tt 27 °C 0.9 V is missed by"));
    CHECK_FALSE(mentions(good.validation.concerns, "held-out"));
}

TEST_CASE("fit: a condition that is held out on request is checked", "[model]") {
    FitOptions options;
    options.hold_out = Condition{"ss", 80, 1.1};
    auto const m = fit(synthetic_input(0), options);
    CHECK(m.validation.held_out_conditions.at(0).condition == *options.hold_out);
    options.hold_out = Condition{"tt", 27, 1.0};
    CHECK_THROWS_WITH(fit(synthetic_input(0), options), Contains("only condition of its process"));
    options.hold_out = Condition{"tt", 28, 1.0};
    CHECK_THROWS_WITH(fit(synthetic_input(0), options), Contains("choose one of: ff,-40,0.9"));
}

TEST_CASE("fit: mode shapes, their variances and their causes are recovered", "[model]") {
    auto const m = fit(synthetic_input(200));
    auto const& mm = m.mismatch;
    CHECK(mm.global_names == std::vector<std::string>{"process.vth_v"});
    CHECK(mm.global_sigma.at(0) == Approx(0.02).epsilon(0.15));  // 3 σ of an estimate from 200
    for (std::size_t i = 0; i < point_count; ++i) CHECK(mm.global_lsb(0, i) == Approx(40).margin(1e-3));
    REQUIRE(mm.modes_lsb.rows == 2);  // bow and wave; m2 does nothing
    CHECK(mm.explained > 0.9999);
    CHECK(mm.parameters.size() == 3);
    for (double const r2 : mm.r2) CHECK(r2 > 0.999);
    // rms of the bow 8·x(1 - x) is 8/√30 = 1.461 per unit of the draw, σ 0.5: 0.73 LSB; of the wave 0.3/√2 = 0.21 LSB.
    CHECK(std::sqrt(mm.variances_lsb2[0]) == Approx(0.73).epsilon(0.2));
    CHECK(std::sqrt(mm.variances_lsb2[1]) == Approx(0.21).epsilon(0.2));
    CHECK(mm.normal == std::vector<bool>{true, true});
    // The certificate: a chip from its draws alone.
    CHECK(m.validation.chips.model.max_lsb < 0.01);
    CHECK(m.validation.chips.modes.max_lsb < 0.01);
    CHECK(m.validation.chips.nominal_curve.rms_lsb > 0.5);
    CHECK(m.validation.chips.samples.size() == 200);
    CHECK(m.validation.population.held_out == 100);
    CHECK(m.validation.population.energy_p > 0.01);
    for (auto const& test : m.validation.population.tests) CHECK(test.p > 0.01);
    CHECK(m.validation.concerns.empty());
}

TEST_CASE("fit: chips are explained by arrays that their parameters' names show", "[model]") {
    // 100 chips; the bow is driven by the mean of 200 cells and the wave by a single transistor.
    auto named = synthetic_input(100);
    named.drawn_names = {"process.vth_v", "m1.beta"};
    for (int cell = 0; cell < 200; ++cell) named.drawn_names.push_back("row" + std::to_string(cell) + ".g");
    for (auto& trial : named.trials) {
        if (trial.sample == 0) continue;
        auto& drawn = named.drawn[trial.sample];
        std::vector<double> acting{drawn[0], 0, drawn[2]};  // what true_deviation_lsb knows
        drawn = {drawn[0], drawn[2]};
        for (std::uint64_t cell = 0; cell < 200; ++cell) {
            drawn.push_back(0.2 * standard_normal(6, cell, trial.sample));
            acting[1] += 40 * drawn.back() / 200;  // σ 40·0.2/√200 = 0.57
        }
        for (std::size_t i = 0; i < point_count; ++i)
            trial.curve[i] = true_curve_v(named.conditions[trial.condition], static_cast<double>(i)) +
                             true_lsb * true_deviation_lsb(acting, static_cast<double>(i));
    }
    auto nameless = named;  // the same chips, but nothing tells that the cells are equal
    for (std::size_t cell = 0; cell < 200; ++cell)
        nameless.drawn_names[2 + cell] = {static_cast<char>('a' + cell / 26), static_cast<char>('a' + cell % 26)};
    auto const known = fit(named);
    auto const unknown = fit(nameless);
    REQUIRE(known.mismatch.modes_lsb.rows == 2);
    CHECK(known.mismatch.parameters.size() == 201);
    for (double const r2 : known.mismatch.r2) CHECK(r2 > 0.999);  // there is no noise
    CHECK(unknown.mismatch.r2.at(0) < 0.6);                       // 100 chips show half of 200 weights
    // Bow and wave are all there is, and the modes may mix them only as far as 100 draws correlate, 1/√100.
    CHECK(contributions(known.mismatch, 0).at(0).name == "row*.g");
    CHECK(contributions(known.mismatch, 0).at(0).share > 0.95);
    CHECK(contributions(known.mismatch, 1).at(0).name == "m1.beta");
    CHECK(known.validation.chips.model.rms_lsb < 0.01);
    CHECK(unknown.validation.chips.model.rms_lsb > 0.3);
}

TEST_CASE("fit: a step that holds a thousandth of the variance is not lost", "[model]") {
    // Gain of 5 LSB rms at the last code, and at the middle code a step of 0.1 LSB rms: its share of the variance is
    // (0.1/2)² of 5²/3, 0.03 %, and it is all there is of DNL.
    auto input = synthetic_input(200);
    for (auto& trial : input.trials) {
        if (trial.sample == 0) continue;
        auto& drawn = input.drawn[trial.sample];
        drawn[0] = 0;
        for (std::size_t i = 0; i < point_count; ++i) {
            double const deviation =
                10 * drawn[1] * static_cast<double>(i) / (point_count - 1) + (i < 32 ? 0 : 0.1 * drawn[2]);
            trial.curve[i] =
                true_curve_v(input.conditions[trial.condition], static_cast<double>(i)) + true_lsb * deviation;
        }
    }
    auto const m = fit(input);
    CHECK(m.mismatch.modes_lsb.rows == 2);
    CHECK(m.mismatch.left_max_lsb < 0.01);
    CHECK(m.validation.chips.modes.max_lsb < 0.01);
    REQUIRE(m.validation.population.tests.size() == 4);
    CHECK(m.validation.population.tests[3].figure == "dnl_max_lsb");
    CHECK(m.validation.population.tests[3].p > 0.01);
    CHECK(m.validation.concerns.empty());
    FitOptions share_alone;
    share_alone.modes.left_max_lsb = 1e9;
    auto const lost = fit(input, share_alone);
    CHECK(lost.mismatch.modes_lsb.rows == 1);
    CHECK(mentions(lost.validation.concerns, "dnl_max_lsb"));
}

TEST_CASE("fit: the certificate says so when a chip cannot be predicted", "[model]") {
    auto input = synthetic_input(200);
    for (auto& trial : input.trials)
        if (trial.sample > 0)  // noise per point: no drawn parameter causes it, no few modes hold it
            for (std::size_t i = 0; i < point_count; ++i) trial.curve[i] += 1e-3 * standard_normal(99, trial.sample, i);
    auto const noisy = fit(input);
    CHECK(noisy.validation.chips.model.rms_lsb > 0.9);  // 1 LSB of noise per point cannot be predicted
    CHECK(noisy.mismatch.modes_lsb.rows > 20);
}

TEST_CASE("fit: skewed scores keep their own distribution", "[model]") {
    auto input = synthetic_input(300);
    for (auto& trial : input.trials) {
        if (trial.sample == 0) continue;
        auto& drawn = input.drawn[trial.sample];
        drawn = {0, std::exp(drawn[1] * 2) - 1, 0, 0};  // lognormal
        for (std::size_t i = 0; i < point_count; ++i)
            trial.curve[i] = true_curve_v(input.conditions[trial.condition], static_cast<double>(i)) +
                             true_lsb * true_deviation_lsb(drawn, static_cast<double>(i));
    }
    auto const m = fit(input);
    REQUIRE(m.mismatch.modes_lsb.rows == 1);
    CHECK_FALSE(m.mismatch.normal[0]);
    double most = 0;
    double least = 0;
    for (auto const& chip : sample(m, 1, 500)) {
        most = std::max(most, chip.scores[0]);
        least = std::min(least, chip.scores[0]);
    }
    CHECK(most > -2 * least);  // the long tail is on one side only
    CHECK(m.validation.population.energy_p > 0.01);
}

TEST_CASE("fit: a kinked monotone curve gets knots", "[model]") {
    auto input = synthetic_input(0);
    for (auto& trial : input.trials)
        for (std::size_t i = 0; i < point_count; ++i)  // slope changes by half at the middle
            trial.curve[i] += i < 32 ? 0 : 0.5e-3 * (static_cast<double>(i) - 32);
    auto const m = fit(input);
    CHECK(m.transfer.basis == Basis::pchip);
    CHECK(m.transfer.knots.size() == m.transfer.columns);
    CHECK(largest(m.transfer.error_max_lsb) < 0.5);
}

TEST_CASE("fit: a rectified curve of few points is a cubic through all of them", "[model]") {
    // A neuron of 4 bits: nothing below 0, a line, a clip.
    auto input = synthetic_input(0);
    std::vector<double> points{-16, -4, 0, 2, 4, 8};
    for (int step = 1; step <= 16; ++step) points.push_back(16 * step);
    points.push_back(288);
    auto const neuron = [](double x) { return true_lsb * std::clamp(x, 0.0, 240.0) / 16; };
    input.points = points;
    for (auto& trial : input.trials) {
        trial.curve.clear();
        for (double const x : points) trial.curve.push_back(neuron(x));
    }
    auto const m = fit(input);
    CHECK(m.transfer.basis == Basis::pchip);
    CHECK(m.transfer.knots == points);
    // Inside the line the monotone cubic is the line; next to a kink, where its slope is 0 on one side,
    // by an eighth of the step between the knots.
    Condition const inside{"ff", 0, 1.07};
    for (double const x : {40.0, 120.0, 200.0})
        CHECK(evaluate(m, inside, std::vector{x}).output[0] == Approx(neuron(x)).margin(1e-9));
    for (double const x : {-8.0, 1.0, 232.0, 270.0})
        CHECK(evaluate(m, inside, std::vector{x}).output[0] == Approx(neuron(x)).margin(0.1251 * true_lsb));
}

TEST_CASE("fit: steps at the major carries that change with the supply become terms of the bits", "[model]") {
    auto const step_v = [](Condition const& c, std::size_t code) {  // 0.5 LSB with bit 5, 0.2 LSB less next to bit 4
        double const v = (c.supply_v - 1.0) / 0.1;
        return true_lsb * v * ((code & 32U) != 0 ? 0.5 - ((code & 16U) != 0 ? 0.2 : 0.0) : 0.0);
    };
    auto input = synthetic_input(0);
    for (auto& trial : input.trials)
        for (std::size_t i = 0; i < point_count; ++i) trial.curve[i] += step_v(input.conditions[trial.condition], i);
    auto const m = fit(input);
    CHECK(m.transfer.bits == 6);
    CHECK(largest(m.transfer.error_max_lsb) < 1e-9);
    Condition const inside{"ff", 0, 1.07};  // seen by no one
    auto const got = evaluate(m, inside, std::vector{31.0, 32.0, 31.25}).output;
    CHECK(got[0] == Approx(true_curve_v(inside, 31)).margin(1e-9));
    CHECK(got[1] == Approx(true_curve_v(inside, 32) + step_v(inside, 32)).margin(1e-9));
    // Between codes the step is interpolated; the parabola of 0.5 mV bends by less than 1e-4 mV within a code.
    CHECK(got[2] == Approx(0.75 * got[0] + 0.25 * got[1]).margin(1e-7));
    // A sweep that is not of codes has no bits.
    for (auto& point : input.points) point += 0.5;
    CHECK(fit(input).transfer.bits == 0);
}

TEST_CASE("fit: what all conditions share beyond the basis is kept as a pattern", "[model]") {
    auto input = synthetic_input(0);
    for (auto& trial : input.trials)
        for (std::size_t i = 0; i < point_count; ++i) trial.curve[i] += i % 16 == 5 ? 0.2e-3 : 0;  // 0.2 LSB
    auto const m = fit(input);
    CHECK(largest(m.transfer.error_max_lsb) < 1e-6);
}

TEST_CASE("fit: the same input gives the same model", "[model]") {
    auto const a = fit(synthetic_input(40));
    auto const b = fit(synthetic_input(40));
    CHECK(a.transfer.coefficients == b.transfer.coefficients);
    CHECK(a.mismatch.scores.values == b.mismatch.scores.values);
    CHECK(a.validation.population.energy_p == b.validation.population.energy_p);
    CHECK(a.validation.chips.predicted.values == b.validation.chips.predicted.values);
}

TEST_CASE("fit: without nominal curves it says what to do", "[model]") {
    auto input = synthetic_input(5);
    std::erase_if(input.trials, [](auto const& trial) { return trial.sample == 0; });
    CHECK_THROWS_AS(fit(input), InputError);
    input = synthetic_input(5);
    input.points.resize(3);
    CHECK_THROWS_WITH(fit(input), Contains("the input axis has 3 points"));
}
