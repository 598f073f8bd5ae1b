#include "model/pipeline.hpp"

#include "unit/store/synthetic_networks.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::model;

// 8 codes over 0 … 1 V: ideally code k begins at k/8 V. The ramp's steps are 1/512 V, so levels are known to half of
// that.
TEST_CASE("pipeline: an ideal one has equal codes, and a comparator that is off by less than the redundancy costs none",
          "[model]") {
    auto const input = cimchar::store::test::synthetic_converter_input();
    auto const& p = *input.pipeline;
    auto stages = input.trials.front().curve;
    for (double const shift_lsb : {0.0, 0.5, -0.5}) {
        stages[0] = input.trials.front().curve[0] + shift_lsb;
        auto const levels = levels_v(p, stages);
        REQUIRE(levels.size() == 7);
        // The stage's residue spans twice the end's range, so a decision may come half an LSB early or late.
        for (std::size_t k = 0; k < levels.size(); ++k)
            CHECK(levels[k] == Approx((static_cast<double>(k) + 1) / 8).margin(1.1 / 512));
    }
    CHECK(codes_of(p, input.trials.front().curve, std::vector{-0.05, 0.3, 0.99}) == std::vector{0, 2, 7});
}

TEST_CASE("pipeline: figures of levels are those of a converter", "[model]") {
    Eigen::VectorXd const ideal = Eigen::VectorXd::LinSpaced(255, 1, 255);
    auto const f = level_figures((ideal.array() + 2).matrix());
    CHECK(f[0] == Approx(2));  // offset
    CHECK(f[1] == Approx(1));  // gain
    CHECK(f[2] == Approx(0).margin(1e-12));
    CHECK(f[5] == 0);
    auto missing = ideal;
    missing(100) = missing(101);  // code 101 has no width, the one before two
    auto const g = level_figures(missing);
    CHECK(g[5] == 1);
    CHECK(g[4] == Approx(1).epsilon(1e-3));
}

// Populations of ideal converters with comparators that spread: chips are regenerated like those that were simulated.
TEST_CASE("pipeline: a model of stages regenerates its levels", "[model]") {
    auto const m = cimchar::store::test::synthetic_converter_model();
    auto const& v = m.validation;
    CHECK(v.chips.modes.max_lsb < 0.05);
    for (auto const* const p : {&v.population, &*v.fresh})
        for (auto const& test : p->tests) CHECK(test.p > 0.01);
}
