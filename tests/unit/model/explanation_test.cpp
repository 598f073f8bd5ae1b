#include "model/explanation.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace cimchar;
using namespace cimchar::model;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

MatrixXd normal(Index rows, Index columns, std::uint64_t stream) {
    MatrixXd out(rows, columns);
    for (Index i = 0; i < out.size(); ++i) out(i) = standard_normal(1, stream, static_cast<std::uint64_t>(i));
    return out;
}

std::vector<std::size_t> singles(std::size_t n) {
    std::vector<std::size_t> out(n);
    std::iota(out.begin(), out.end(), std::size_t{0});
    return out;
}

/// 100 chips with three arrays of 100 devices and 30 single ones. The response is the sum of the first array, two
/// single devices, and noise.
struct ArrayCircuit {
    MatrixXd draws = 0.01 * normal(100, 330, 3);
    std::vector<std::size_t> group_of;
    MatrixXd response;
    ArrayCircuit() {
        for (std::size_t j = 0; j < 330; ++j) group_of.push_back(j < 300 ? j / 100 : j - 297);
        VectorXd const array = draws.leftCols(100).rowwise().sum();          // σ 0.1
        VectorXd const single = 10 * draws.col(300) - 10 * draws.col(301);   // σ 0.14
        response = 5 + (array + single + 0.01 * normal(100, 1, 4)).array();  // noise σ 0.01: 0.3 % of the variance
    }
};

}  // namespace

TEST_CASE("predictors: an array of m devices spreads by the root of m, in units of one of them", "[model]") {
    std::vector<std::size_t> group_of(101, 0);
    group_of[100] = 1;
    MatrixXd const draws = 0.01 * normal(400, 101, 2);
    Predictors const got(draws, group_of);
    auto const spread = [&](Index column) { return got.scaled.col(column).norm() / std::sqrt(399.0); };
    CHECK(spread(0) == Approx(10).epsilon(0.14));  // four times 1/√(2·400), the error of a standard deviation
    CHECK(spread(1) == Approx(1).epsilon(1e-12));
    CHECK(got.inverse_scale(0) == Approx(100).epsilon(0.014));  // of 100 devices together: a tenth of that
    CHECK(got.inverse_scale(0) == got.inverse_scale(99));
}

TEST_CASE("explain by all: more predictors than observations", "[model]") {
    // 40 observations, 200 predictors, the response is three of them.
    auto const x = normal(40, 200, 7);
    MatrixXd y(40, 2);
    y.col(0) = x.leftCols(3) * Eigen::Vector3d(10, -10, 5);
    y.col(1) = normal(40, 1, 8);  // noise
    auto const got = explain_by_all(y, Predictors(x, singles(200)));
    CHECK(got.r2(0) > 0.02);
    CHECK(got.weights(0, 0) > 0);
    CHECK(got.weights(0, 1) < 0);
    CHECK(got.r2(1) < 0.1);
    // With enough observations the weights themselves.
    auto const exact = explain_by_all(y.leftCols(1), Predictors(x.leftCols(3), singles(3)));
    CHECK(exact.r2(0) > 0.999999);
    CHECK(exact.weights(0, 2) == Approx(5).epsilon(1e-6));
}

TEST_CASE("explain: the sum over an array is found where single devices say little", "[model]") {
    ArrayCircuit const c;
    Predictors const grouped(c.draws, c.group_of);
    Predictors const single(c.draws, singles(330));
    // 330 predictors, 100 chips: a third of the space of weights is seen, and of the two single devices half at best.
    CHECK(explain_by_all(c.response, single).r2(0) < 0.5);
    // 0.3 % is noise; 33 weights of 100 chips make it 0.5 %, and shrinking adds its share.
    CHECK(explain_by_all(c.response, grouped).r2(0) > 0.97);
    auto const few = explain_by_few(c.response, grouped);
    CHECK(few.r2(0) > 0.99);
    // Each of three weights is known to noise/(σ·√100): of the array 0.01/(0.1·10) = 1 %, of the single ones 10 times
    // 0.01/(0.1·10) = 1 %; four σ.
    for (Index j = 0; j < 100; ++j) CHECK(few.weights(0, j) == Approx(1).epsilon(0.04));
    CHECK(few.weights(0, 300) == Approx(10).epsilon(0.04));
    CHECK(few.weights(0, 301) == Approx(-10).epsilon(0.04));
    CHECK(few.weights.middleCols(100, 200).isZero(0));
    CHECK(few.weights.rightCols(28).isZero(0));
    CHECK(few.intercepts(0) == Approx(5).margin(0.01));  // 4·0.01/√100, and the weights' errors times the means
    auto const best = explain(c.response, {grouped, single});
    CHECK(best.r2(0) == few.r2(0));
    CHECK(best.weights == few.weights);
}

TEST_CASE("explain: an array whose devices act each in its own way is not forced into its sum", "[model]") {
    // The sum of 40 devices with weights cos(π·j/40 + π/80), whose own sum is 0: the group says nothing.
    auto const x = normal(200, 40, 5);
    VectorXd weights(40);
    for (Index j = 0; j < 40; ++j) weights(j) = std::cos(std::acos(-1) * (static_cast<double>(j) + 0.5) / 40);
    Predictors const grouped(x, std::vector<std::size_t>(40, 0));
    Predictors const single(x, singles(40));
    CHECK(explain_by_all(x * weights, grouped).r2(0) < 0.1);
    auto const best = explain(x * weights, {grouped, single});
    CHECK(best.r2(0) > 0.999999);  // no noise
    CHECK((best.weights.transpose() - weights).cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("explain by few: r2 is that of repeating everything without each observation", "[model]") {
    auto const x = normal(30, 12, 9);
    MatrixXd const y = x.leftCols(2) * Eigen::Vector2d(3, 1) + 1.5 * normal(30, 1, 10);
    double press = 0;
    double of_mean = 0;
    for (Index left_out = 0; left_out < 30; ++left_out) {
        std::vector<Index> rest;
        for (Index i = 0; i < 30; ++i)
            if (i != left_out) rest.push_back(i);
        MatrixXd const known = y(rest, Eigen::all);
        auto const part = explain_by_few(known, Predictors(x(rest, Eigen::all), singles(12)));
        REQUIRE(part.r2(0) > 0);
        press += std::pow(y(left_out, 0) - part.intercepts(0) - part.weights.row(0).dot(x.row(left_out)), 2);
        of_mean += std::pow(y(left_out, 0) - known.mean(), 2);
    }
    auto const got = explain_by_few(y, Predictors(x, singles(12)));
    CHECK(got.r2(0) == Approx(1 - press / of_mean).epsilon(1e-9));  // the same sums in another order
    CHECK(got.r2(0) > 0.5);
    CHECK(got.r2(0) < 0.9);
}

TEST_CASE("explain by few: noise is not explained", "[model]") {
    // 40 responses, 200 predictors, none of which has to do with them. The criterion lets one in if it gains a factor
    // of e^-0.15 of the squares, which one of 200 does by chance in 2 % of the responses: 40 of them have one on
    // average.
    auto const got = explain_by_few(normal(100, 40, 11), Predictors(normal(100, 200, 12), singles(200)));
    CHECK((got.r2.array() > 0).count() <= 4);
    CHECK(got.r2.maxCoeff() < 0.2);
}

TEST_CASE("explain by few: predictors that are the same or constant do no harm", "[model]") {
    MatrixXd x = normal(50, 6, 13);
    x.col(3) = x.col(0);
    x.col(4).setConstant(2);
    auto const got = explain_by_few(x.col(0) * 2 + x.col(1), Predictors(x, singles(6)));
    CHECK(got.r2(0) > 0.999999);
    CHECK(got.weights(0, 0) + got.weights(0, 3) == Approx(2).epsilon(1e-9));
    CHECK(got.weights(0, 4) == 0);
    CHECK(got.weights.allFinite());
}

// 100 chips, 40 parameters of one kind with weights of either sign, 700 idle ones of another. A ridge on all spreads
// what it finds over 740, and the 40 keep a share of about 100/740; alone they are fewer than the chips. Noise is 1 %
// of the variance.
TEST_CASE("explain: a kind of parameters that matters is not drowned by one that does not", "[model]") {
    MatrixXd const draws = normal(100, 740, 21);
    VectorXd const weights = normal(40, 1, 22);
    VectorXd const signal = draws.leftCols(40) * weights;
    MatrixXd const response = signal + 0.1 * std::sqrt(signal.squaredNorm() / 100) * normal(100, 1, 23);
    std::vector<Predictors> const all{Predictors(draws, singles(740))};
    MatrixXd alone = MatrixXd::Zero(100, 740);
    alone.leftCols(40) = draws.leftCols(40);
    std::vector<Predictors> const kinds{Predictors(alone, singles(740))};
    CHECK(explain(response, all).r2(0) < 0.5);
    auto const got = explain(response, all, kinds);
    CHECK(got.r2(0) > 0.9);
    CHECK(got.weights.rightCols(700).cwiseAbs().maxCoeff() == 0);
}
