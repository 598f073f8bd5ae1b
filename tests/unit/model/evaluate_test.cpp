#include "model/evaluate.hpp"

#include "core/error.hpp"
#include "model/distributions.hpp"
#include "synthetic_circuit.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::model;
using namespace cimchar::model::test;
using Catch::Matchers::Contains;

TEST_CASE("evaluate: outside the domain the policy decides", "[model]") {
    auto m = fit(synthetic_input(0));
    std::vector const inputs{-1.0, 10.0, 64.0};
    CHECK_THROWS_WITH(evaluate(m, {"ff", 0, 1.0}, inputs), Contains("input -1 is outside the model's domain (0 to 63"));
    CHECK_THROWS_WITH(evaluate(m, {"ff", 90, 1.0}, std::vector{1.0}),
                      Contains("temperature 90 °C") && Contains("-40 to 80"));
    CHECK_THROWS_WITH(evaluate(m, {"ff", 0, 1.2}, std::vector{1.0}), Contains("supply 1.2 V"));
    CHECK_THROWS_WITH(evaluate(m, {"tt", 28, 1.0}, std::vector{1.0}), Contains("27 to 27"));  // one point only
    CHECK_THROWS_WITH(evaluate(m, {"fx", 27, 1.0}, std::vector{1.0}), Contains("'fx' was not characterized"));

    m.domain.outside = Outside::clamp;
    auto const got = evaluate(m, {"ff", 0, 1.0}, inputs);
    CHECK(got.outside == 2);
    CHECK(got.output[0] == evaluate(m, {"ff", 0, 1.0}, std::vector{0.0}).output[0]);
    CHECK(got.output[2] == evaluate(m, {"ff", 0, 1.0}, std::vector{63.0}).output[0]);
    CHECK(evaluate(m, {"ff", 90, 1.0}, inputs).outside == 3);
    CHECK_THROWS_AS(evaluate(m, {"ff", 0, 1.0}, std::vector{std::nan("")}), InputError);
}

TEST_CASE("evaluate: the ends of the domain belong to it, decimal fractions included", "[model]") {
    auto const m = fit(synthetic_input(0));
    CHECK_NOTHROW(evaluate(m, {"ff", -40, 0.9}, std::vector{0.0, 63.0}));
    CHECK_NOTHROW(evaluate(m, {"ff", 80, 1.0 + 0.1}, std::vector{0.0}));
}

TEST_CASE("sample: a chip is the same however many are drawn, and differs by seed", "[model]") {
    auto const m = fit(synthetic_input(50));
    auto const few = sample(m, 1, 3);
    auto const many = sample(m, 1, 30);
    CHECK(few[2].scores == many[2].scores);
    CHECK(few[2].global == many[2].global);
    CHECK(sample(m, 2, 3)[2].scores != few[2].scores);
    CHECK_THROWS_WITH(sample(fit(synthetic_input(0)), 1, 1), Contains("holds no mismatch"));
}

TEST_CASE("sample: the chips have the spread of the model", "[model]") {
    auto const m = fit(synthetic_input(200));
    auto const chips = sample(m, 3, 4000);
    for (std::size_t k = 0; k < m.mismatch.modes_lsb.rows; ++k) {
        double squares = 0;
        for (auto const& chip : chips) squares += chip.scores[k] * chip.scores[k];
        CHECK(squares / 4000 == Approx(m.mismatch.variances_lsb2[k]).epsilon(0.1));  // 4 σ: √(2/4000)·4 = 9 %
    }
}

TEST_CASE("anderson-darling: normal numbers pass, exponential ones do not", "[model]") {
    std::vector<double> normal;
    std::vector<double> exponential;
    for (std::uint64_t i = 0; i < 200; ++i) {
        normal.push_back(3 + 2 * standard_normal(1, 1, i));
        exponential.push_back(-std::log(uniform(1, 2, i)));
    }
    CHECK(anderson_darling(normal) < anderson_darling_limit);
    CHECK(anderson_darling(exponential) > 5);
}

TEST_CASE("kolmogorov-smirnov: distance and probability by hand", "[model]") {
    // {1, 2, 3} against {2.5, 3.5}: at 2 the shares are 2/3 and 0.
    CHECK(kolmogorov_smirnov(std::vector{1.0, 2.0, 3.0}, std::vector{3.5, 2.5}).distance == Approx(2.0 / 3));
    CHECK(kolmogorov_smirnov(std::vector{1.0, 2.0}, std::vector{1.0, 2.0}).p == 1);
    std::vector<double> a;
    std::vector<double> b;
    for (std::uint64_t i = 0; i < 300; ++i) {
        a.push_back(standard_normal(1, 1, i));
        b.push_back(standard_normal(1, 2, i) + 0.5);
    }
    CHECK(kolmogorov_smirnov(a, b).p < 1e-4);
}

TEST_CASE("population tests: a model of few members is not blamed for their chance", "[model]") {
    // 60 members against 200 that are drawn anew from 60 others: of 400 such pairs, 1 % should fall below p = 0.01. The
    // Kolmogorov-Smirnov law allows for ties badly, so it may be fewer; more than 2.5 % is 3 σ beyond.
    int allowed = 0;
    int blamed = 0;
    int far = 0;
    for (std::uint64_t r = 0; r < 400; ++r) {
        std::vector<double> truth;
        std::vector<double> fitted;
        std::vector<double> model;
        for (std::uint64_t i = 0; i < 60; ++i) {
            truth.push_back(standard_normal(1, r, i));
            fitted.push_back(standard_normal(2, r, i));
        }
        for (std::uint64_t i = 0; i < 200; ++i)
            model.push_back(fitted[static_cast<std::size_t>(60 * uniform(3, r, i))]);
        allowed += kolmogorov_smirnov(truth, model, 60).p < 0.01 ? 1 : 0;
        blamed += kolmogorov_smirnov(truth, model).p < 0.01 ? 1 : 0;
        for (auto& value : model) value += 1;
        far += kolmogorov_smirnov(truth, model, 60).p < 0.01 ? 1 : 0;
    }
    CHECK(allowed <= 10);
    CHECK(blamed > 10);
    CHECK(far > 380);  // and what is wrong is still found
}

TEST_CASE("energy distance: two points by hand, equal populations, shifted ones", "[model]") {
    // One curve each, 3 apart in every column: E|X-Y| = 3, within 0: √(2·3).
    CHECK(energy_distance(Eigen::MatrixXd::Zero(1, 4), Eigen::MatrixXd::Constant(1, 4, 3), 1).distance ==
          Approx(std::sqrt(6.0)));
    Eigen::MatrixXd a(60, 5);
    Eigen::MatrixXd b(60, 5);
    for (Eigen::Index i = 0; i < a.size(); ++i) {
        a(i) = standard_normal(1, 1, static_cast<std::uint64_t>(i));
        b(i) = standard_normal(1, 2, static_cast<std::uint64_t>(i));
    }
    CHECK(energy_distance(a, b, 1).p > 0.01);
    CHECK(energy_distance(a, b, 1, 60).p >= energy_distance(a, b, 1).p);
    b.array() += 1;
    CHECK(energy_distance(a, b, 1, 60).p == Approx(1.0 / 200));
    CHECK(energy_distance(a, b, 1).p == Approx(1.0 / 200));  // larger than all 199 relabellings
}
