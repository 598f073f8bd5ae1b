// Shares of a measure's variance, of data whose shares are known.
#include "model/measure_contributions.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>

using namespace cimchar;
using namespace cimchar::model;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Deviations of σ 10 mV: of a threshold, say.
MatrixXd draws(Index chips, Index parameters, std::uint64_t seed = 1) {
    MatrixXd out(chips, parameters);
    for (Index i = 0; i < out.size(); ++i) out(i) = 0.01 * standard_normal(seed, 1, static_cast<std::uint64_t>(i));
    return out;
}

VectorXd noise(Index chips, std::uint64_t seed = 1) {
    VectorXd out(chips);
    for (Index i = 0; i < chips; ++i) out(i) = standard_normal(seed, 2, static_cast<std::uint64_t>(i));
    return out;
}

/// "a.vth_v", "b.vth_v" …
std::vector<std::string> letters(Index n) {
    std::vector<std::string> out;
    for (Index i = 0; i < n; ++i) out.push_back(std::string(1, static_cast<char>('a' + i)) + ".vth_v");
    return out;
}

MeasureContributions of(VectorXd const& y, MatrixXd const& x, std::vector<std::string> const& names) {
    return measure_contributions(y, x, names, std::vector<double>(names.size(), 0.01));
}

std::map<std::string, double> by_name(MeasureContributions const& got) {
    std::map<std::string, double> out;
    for (auto const& c : got.shares) out[c.name] = c.share;
    return out;
}

double sum(MeasureContributions const& got) {
    double out = 0;
    for (auto const& c : got.shares) out += c.share;
    return out;
}

}  // namespace

// Variances 64, 32 and 4 of 100: the noise. Weights of 8 and 5.7 are known to 2/√400 = 0.1, so that the larger of the
// two shares is known to 1 % of the variance.
TEST_CASE("contributions of a measure: linear terms have their share, noise is unexplained", "[model]") {
    auto const x = draws(400, 6);
    VectorXd const y = 1 + (800 * x.col(1) - std::sqrt(32) * 100 * x.col(4)).array() + 2 * noise(400).array();
    auto const got = of(y, x, letters(6));
    CHECK(got.outcome == Outcome::explained);
    CHECK(got.n == 400);
    CHECK_FALSE(got.squares);
    CHECK(got.r2 == Approx(0.96).margin(0.01));
    REQUIRE(got.shares.size() >= 2);
    CHECK(got.shares[0].name == "b.vth_v");
    CHECK(by_name(got)["b.vth_v"] == Approx(0.64).margin(0.03));
    CHECK(by_name(got)["e.vth_v"] == Approx(0.32).margin(0.03));
    CHECK(sum(got) == Approx(got.r2));
    for (auto const& name : {"a.vth_v", "c.vth_v", "d.vth_v", "f.vth_v"}) CHECK(by_name(got)[name] < 0.005);
}

// z² has variance 2: 2/(2 + 1) of y = z_a² + z_b. Linear terms can explain no more than the third of b.
TEST_CASE("contributions of a measure: a square is found where lines are not enough, and counts with its parameter",
          "[model]") {
    auto const x = draws(400, 5);
    VectorXd const y = (100 * x.col(0)).cwiseAbs2() + 100 * x.col(1);
    auto const got = of(y, x, letters(5));
    CHECK(got.outcome == Outcome::explained);
    CHECK(got.squares);
    CHECK(got.r2 > 0.999);
    CHECK(by_name(got)["a.vth_v"] == Approx(2.0 / 3).margin(0.002));
    CHECK(by_name(got)["b.vth_v"] == Approx(1.0 / 3).margin(0.002));
}

// Binomial: of 60 measures without cause 1 % are taken for explained; four or more of them in 3 of 1000 such tests.
TEST_CASE("contributions of a measure: of noise nothing is claimed", "[model]") {
    int claimed = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        auto const got = of(noise(40, seed), draws(40, 8, seed), letters(8));
        if (got.outcome == Outcome::explained) ++claimed;
        if (got.outcome != Outcome::unexplained) continue;
        CHECK(got.r2 == 0);
        CHECK(got.shares.empty());
    }
    CHECK(claimed <= 3);
}

TEST_CASE("contributions of a measure: two causes among more parameters than chips", "[model]") {
    auto const x = draws(60, 25 * 8);
    std::vector<std::string> names;
    for (char block = 'a'; block < 'a' + 25; ++block)
        for (auto const& device : letters(8)) names.push_back(std::string(1, block) + device);
    // Variances 75 and 25.
    VectorXd const y = std::sqrt(75) * 100 * x.col(17) + 500 * x.col(101);
    auto const got = of(y, x, names);
    CHECK(got.outcome == Outcome::explained);
    CHECK(got.r2 > 0.95);
    CHECK(by_name(got)[names[17]] == Approx(0.75).margin(0.05));
    CHECK(by_name(got)[names[101]] == Approx(0.25).margin(0.05));
}

TEST_CASE("contributions of a measure: an array of equal devices has one share", "[model]") {
    auto const x = draws(80, 101);
    std::vector<std::string> names;
    for (int i = 0; i < 100; ++i) names.push_back("row" + std::to_string(i) + ".rram.g");
    names.emplace_back("buffer.vth_v");
    // 100 cells of variance 1, and one device of 100.
    VectorXd const y = 100 * x.leftCols(100).rowwise().sum() + 1000 * x.col(100);
    auto const got = of(y, x, names);
    CHECK(got.r2 > 0.99);
    CHECK(by_name(got)["row*.rram.g"] == Approx(0.5).margin(0.01));
    CHECK(by_name(got)["buffer.vth_v"] == Approx(0.5).margin(0.01));
}

// Two devices of σ 10 mV and 20 mV that do the same per volt: 1/5 and 4/5, whatever 30 chips happen to have drawn.
TEST_CASE("contributions of a measure: shares are of the draw, not of these chips", "[model]") {
    auto x = draws(30, 2);
    x.col(1) *= 2;
    auto const got = measure_contributions(x.rowwise().sum(), x, letters(2), {0.01, 0.02});
    CHECK(by_name(got)["a.vth_v"] == Approx(0.2).margin(1e-6));
    CHECK(by_name(got)["b.vth_v"] == Approx(0.8).margin(1e-6));
}

TEST_CASE("contributions of a measure: chips without a value are left out", "[model]") {
    auto const x = draws(50, 3);
    VectorXd y = 5 + 100 * x.col(2).array();
    for (Index i = 0; i < 10; ++i) y(i * 5) = std::numeric_limits<double>::quiet_NaN();
    auto const got = of(y, x, letters(3));
    CHECK(got.n == 40);
    CHECK(got.r2 > 0.999999);
    CHECK(got.shares.at(0).name == "c.vth_v");
}

TEST_CASE("contributions of a measure: too few chips, or nothing that varies", "[model]") {
    auto const x = draws(30, 3);
    CHECK(of(x.col(0).head(9), x.topRows(9), letters(3)).outcome == Outcome::too_few);
    CHECK(of(VectorXd::Constant(30, 0.7), x, letters(3)).outcome == Outcome::constant);
    CHECK(of(x.col(0), MatrixXd::Zero(30, 3), letters(3)).outcome == Outcome::constant);
    CHECK(of(x.col(0), MatrixXd(30, 0), {}).outcome == Outcome::constant);
}
