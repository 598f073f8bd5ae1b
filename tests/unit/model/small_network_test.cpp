#include "model/small_network.hpp"

#include "core/random.hpp"
#include "model/tables.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::model;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

MatrixXd random_inputs(std::uint64_t seed, Index rows) {
    MatrixXd x(rows, 2);
    for (Index r = 0; r < rows; ++r)
        for (Index i = 0; i < 2; ++i)
            x(r, i) = uniform(seed, static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(r));
    return x;
}

VectorXd known(MatrixXd const& x) {
    return ((3 * x.col(0) + 2 * x.col(1)).array() - 2).tanh() + 0.5 * x.col(0).array() - 0.1;
}

NetworkOptions with_units(std::size_t units) {
    NetworkOptions options;
    options.units = units;
    return options;
}

std::vector<Limits> const unit_square{{0, 1}, {0, 1}};
VectorXd const diagonal = VectorXd::Ones(2);

}  // namespace

// A tanh unit and a line are in the family, so nothing but the cost of weights keeps the fit from zero: 1e-6 of the
// mean square for every weight squared. The unit's weights on scaled inputs are 1.5 and 1; to save all of that cost,
// 3e-6 of the mean square, the fit could err by √3e-6 = 2e-3 of the rms, which is about 1.
TEST_CASE("small network: a function of its own family is found", "[model]") {
    auto const x = random_inputs(1, 200);
    auto const network = fit_network(unit_square, x, known(x), diagonal, with_units(1));
    auto const unseen = random_inputs(2, 500);
    CHECK((values(network, unseen) - known(unseen)).cwiseAbs().maxCoeff() < 2e-3);
}

// Four tanh units do to a sine over 1.3 of its periods what so many of anything smooth would: its derivatives of order
// 4 are bounded by 8^4, a spline of 5 pieces over 0 … 1 is within 5/384 · (1/5)^4 · 8^4 = 0.08 of it. A line is off by
// 0.9.
TEST_CASE("small network: more units come closer to a function that is none of theirs", "[model]") {
    auto const wave = [](MatrixXd const& x) -> VectorXd { return (8 * (x.col(0) + x.col(1)).array() / 2).sin(); };
    auto const x = random_inputs(1, 400);
    auto const unseen = random_inputs(2, 500);
    auto const error = [&](std::size_t units) {
        auto const network = fit_network(unit_square, x, wave(x), diagonal, with_units(units));
        return (values(network, unseen) - wave(unseen)).cwiseAbs().maxCoeff();
    };
    CHECK(error(0) > 0.5);
    CHECK(error(4) < 0.08);
}

TEST_CASE("small network: without units it is the line of least squares", "[model]") {
    auto const x = random_inputs(1, 50);
    VectorXd const y = 2 * x.col(0) - 3 * x.col(1) + VectorXd::Constant(50, 0.25);
    auto const network = fit_network(unit_square, x, y, diagonal, with_units(0));
    CHECK(network.line[0] == Approx(1).margin(1e-9));  // over -1 … 1 half of the slope over 0 … 1
    CHECK(network.line[1] == Approx(-1.5).margin(1e-9));
    CHECK(network.constant == Approx(0.25 + 1 - 1.5).margin(1e-9));
}

TEST_CASE("small network: the same data give the same bits, another seed another start", "[model]") {
    auto const x = random_inputs(1, 100);
    VectorXd const y = (5 * x.col(0).array() * x.col(1).array()).sin();
    auto options = with_units(3);
    auto const a = fit_network(unit_square, x, y, diagonal, options);
    auto const b = fit_network(unit_square, x, y, diagonal, options);
    CHECK(a.weights.values == b.weights.values);
    CHECK(a.outputs == b.outputs);
    options.seed = 2;
    CHECK(fit_network(unit_square, x, y, diagonal, options).weights.values != a.weights.values);
}
