// Regressions of a scalar measure on what chips drew, and cross-fitting.
#include "model/measure_regression.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::model;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

MatrixXd draws(Index chips, Index parameters, std::uint64_t seed) {
    MatrixXd out(chips, parameters);
    for (Index i = 0; i < out.size(); ++i) out(i) = 0.01 * standard_normal(seed, 1, static_cast<std::uint64_t>(i));
    return out;
}

/// 3 + a + b²/2, with a and b in standard deviations.
VectorXd measure(MatrixXd const& drawn) {
    return 3 + (100 * drawn.col(0).array()) + (100 * drawn.col(1).array()).square() / 2;
}

std::vector<std::string> const names{"a.vth_v", "b.vth_v", "c.vth_v", "d.vth_v"};
std::vector<double> const sigma(4, 0.01);

}  // namespace

TEST_CASE("measure regression: a line and a square are found, and predict other chips", "[model]") {
    auto const drawn = draws(80, 4, 1);
    auto const model = fit_measure(measure(drawn), drawn, names, sigma);
    CHECK(model.squares);
    CHECK(model.r2 > 0.999);
    auto const others = draws(50, 4, 2);
    CHECK((predict(model, others) - measure(others)).cwiseAbs().maxCoeff() < 0.05);  // of a spread of 1.2
}

TEST_CASE("measure regression: what nothing explains is predicted by its mean", "[model]") {
    auto const drawn = draws(40, 4, 1);
    VectorXd const values = VectorXd::LinSpaced(40, 1, 2);
    auto const model = fit_measure(values, MatrixXd::Zero(40, 4), names, sigma);
    CHECK(model.r2 == 0);
    CHECK((predict(model, drawn).array() - 1.5).abs().maxCoeff() < 1e-12);
}

TEST_CASE("measure regression: no chip is predicted by a model that has seen it", "[model]") {
    auto const drawn = draws(60, 4, 1);
    VectorXd values = measure(drawn);
    auto const before = cross_fit(values, drawn, names, sigma);
    REQUIRE(before.models.size() == 10);
    for (Index i = 7; i < 60; i += 10) values(i) += 100;  // fold 7
    auto const after = cross_fit(values, drawn, names, sigma);
    for (Index i = 0; i < 60; ++i) {
        CHECK(before.fold[static_cast<std::size_t>(i)] == i % 10);
        if (i % 10 == 7)
            CHECK(after.predictions(i) == before.predictions(i));
        else
            CHECK(after.predictions(i) != before.predictions(i));
    }
}
