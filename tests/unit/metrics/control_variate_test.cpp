// A control variate on measures whose mean and variance are known, with models that are wrong on purpose.
#include "metrics/control_variate.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace cimchar;
using namespace cimchar::metrics;
using Eigen::Index;
using Eigen::VectorXd;

namespace {

/// y = 5 + 2·u + u²/2 + e/2 with independent standard normal u, e: mean 5.5, variance 4 + 1/2 + 1/4.
constexpr double known_mean = 5.5;
constexpr double known_variance = 4.75;

/// Two folds; model k is c + slope_k·u, the slope by least squares from the other fold: no square in it, so that it is
/// wrong, and its mean is off by the curvature.
ControlledValues drawn(std::uint64_t seed, Index n, Index m) {
    VectorXd u(n);
    ControlledValues out{VectorXd(n), VectorXd(n), {}, Eigen::MatrixXd(m, 2)};
    for (Index i = 0; i < n; ++i) {
        auto const at = static_cast<std::uint64_t>(i);
        u(i) = standard_normal(seed, 1, at);
        out.values(i) = 5 + 2 * u(i) + u(i) * u(i) / 2 + standard_normal(seed, 2, at) / 2;
        out.fold.push_back(i % 2);
    }
    for (Index k = 0; k < 2; ++k) {
        auto const others = Eigen::seq(1 - k, n - 1, 2);
        VectorXd const x = u(others);
        VectorXd const y = out.values(others);
        double const slope = (x.array() - x.mean()).matrix().dot(y) / (x.array() - x.mean()).matrix().squaredNorm();
        auto const predicted = [&](double at) { return y.mean() + slope * (at - x.mean()); };
        for (Index i = k; i < n; i += 2) out.predictions(i) = predicted(u(i));
        for (Index j = 0; j < m; ++j)
            out.elsewhere(j, k) = predicted(standard_normal(seed, 3, static_cast<std::uint64_t>(j)));
    }
    return out;
}

}  // namespace

// 4000 repetitions: the mean of the estimates is known to spread/√4000, a 60th of one estimate's standard deviation.
TEST_CASE("control variate: over repetitions it is unbiased, and its intervals hold 95 %", "[metrics]") {
    constexpr int repetitions = 4000;
    VectorXd means(repetitions);
    VectorXd variances(repetitions);
    int mean_held = 0;
    int std_held = 0;
    double reduction = 0;
    double const known_std = std::sqrt(known_variance);
    for (int r = 0; r < repetitions; ++r) {
        auto const got = control_variate(drawn(static_cast<std::uint64_t>(r) + 1, 40, 400));
        means(r) = got.mean;
        variances(r) = got.std * got.std;
        if (got.mean_interval.lower <= known_mean && known_mean <= got.mean_interval.upper) ++mean_held;
        if (got.std_interval.lower <= known_std && known_std <= got.std_interval.upper) ++std_held;
        reduction += got.mean_reduction / repetitions;
    }
    auto const standard_error = [](VectorXd const& x) {
        return std::sqrt((x.array() - x.mean()).square().sum() / repetitions / repetitions);
    };
    CHECK(std::abs(means.mean() - known_mean) < 4 * standard_error(means));
    CHECK(std::abs(variances.mean() - known_variance) < 4 * standard_error(variances));
    // A share of 0.95 of 4000 has the standard deviation 0.0034. At 40 chips a variance is far from normal.
    CHECK(mean_held > 0.93 * repetitions);
    CHECK(std_held > 0.88 * repetitions);
    // The residual u²/2 + e/2 has the variance 3/4; the predictions elsewhere add 4/400·40: 4.75/(0.75 + 0.4) = 4.1.
    CHECK(reduction > 3);
    CHECK(reduction < 5.5);
    double const plain = known_variance / 40;
    double const seen = (means.array() - means.mean()).square().mean();
    CHECK(plain / seen > 3);
}

TEST_CASE("control variate: a perfect model leaves the error of its predictions", "[metrics]") {
    auto c = drawn(1, 40, 400);
    c.predictions = c.values;
    VectorXd const of_first = c.elsewhere.col(0);
    c.elsewhere.col(1) = of_first;
    auto const got = control_variate(c);
    CHECK(got.mean == Approx(of_first.mean()));
    CHECK(got.predictions_share == Approx(1));
    double const variance = (of_first.array() - of_first.mean()).square().sum() / 399;
    CHECK(got.std * got.std == Approx(variance).epsilon(1e-9));
    CHECK(got.mean_interval.upper - got.mean == Approx(2.0227 * std::sqrt(variance / 400)).epsilon(1e-4));  // t of 39
}

TEST_CASE("control variate: a model that says nothing gives the plain estimate", "[metrics]") {
    auto c = drawn(1, 40, 400);
    c.predictions.setConstant(3);
    c.elsewhere.setConstant(3);
    auto const got = control_variate(c);
    auto const plain = summarize({c.values.data(), 40});
    CHECK(got.mean == Approx(plain.mean));
    CHECK(got.std == Approx(plain.std));
    CHECK(got.mean_interval.lower == Approx(plain.mean_interval.lower));
    CHECK(got.mean_reduction == Approx(1));
}

TEST_CASE("control variate: what makes no sense is refused", "[metrics]") {
    CHECK_THROWS_AS(control_variate(drawn(1, 2, 400)), InputError);
    CHECK_THROWS_AS(control_variate(drawn(1, 40, 1)), InputError);
    CHECK_THROWS_AS(control_variate(drawn(1, 40, 400), 1.0), InputError);
    auto c = drawn(1, 40, 400);
    c.values(3) = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(control_variate(c), InputError);
}
