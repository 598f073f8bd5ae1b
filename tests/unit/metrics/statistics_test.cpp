// Intervals, tolerance factors and tests. Known answers computed independently.
#include "metrics/statistics.hpp"
#include "core/error.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

using namespace cimchar;
using namespace cimchar::metrics;

namespace {

std::vector<double> normal_samples(std::size_t n, std::uint64_t stream) {
    std::vector<double> samples(n);
    for (std::size_t i = 0; i < n; ++i) samples[i] = standard_normal(11, stream, i);
    return samples;
}

double const not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("statistics: the summary is of the sample, not of a population", "[metrics]") {
    std::array const samples{4.0, 2.0, 1.0, 3.0, 5.0};  // squares about the mean: 10
    auto const got = summarize(samples);
    CHECK(got.n == 5);
    CHECK(got.mean == 3);
    CHECK(got.std == Approx(std::sqrt(10.0 / 4)).epsilon(1e-15));
    CHECK(got.min == 1);
    CHECK(got.max == 5);
    // Tables: t(0.975, 4) = 2.776445; chi²(0.975, 4) = 11.14329, chi²(0.025, 4) = 0.484419.
    CHECK(got.mean_interval.upper - 3 == Approx(2.776445 * std::sqrt(2.5 / 5)).epsilon(1e-6));
    CHECK(3 - got.mean_interval.lower == Approx(2.776445 * std::sqrt(2.5 / 5)).epsilon(1e-6));
    CHECK(got.std_interval.lower == Approx(std::sqrt(10 / 11.14329)).epsilon(1e-6));
    CHECK(got.std_interval.upper == Approx(std::sqrt(10 / 0.484419)).epsilon(1e-6));
}

TEST_CASE("statistics: a large common part costs no digits", "[metrics]") {
    std::array const samples{1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0};
    CHECK(summarize(samples).mean == 1e9 + 10);
    CHECK(summarize(samples).std == Approx(std::sqrt(30.0)).epsilon(1e-15));
}

TEST_CASE("statistics: neither input nor its order changes", "[metrics]") {
    auto samples = normal_samples(50, 0);
    auto const copy = samples;
    auto const before = anderson_darling(samples);
    auto const median = quantile(samples, 0.5);
    (void)summarize(samples);
    (void)kolmogorov_smirnov(samples, samples);
    CHECK(samples == copy);
    std::reverse(samples.begin(), samples.end());
    CHECK(anderson_darling(samples).statistic == Approx(before.statistic).epsilon(1e-12));
    CHECK(quantile(samples, 0.5).estimate == median.estimate);
}

TEST_CASE("statistics: known answer of the yield of 95 out of 100 and 100 out of 100", "[metrics]") {
    auto const exact = clopper_pearson(95, 100);
    CHECK(exact.lower == Approx(0.887165).margin(5e-7));
    CHECK(exact.upper == Approx(0.983568).margin(5e-7));
    auto const approximate = wilson(95, 100);
    CHECK(approximate.lower == Approx(0.888250).margin(5e-7));
    CHECK(approximate.upper == Approx(0.978456).margin(5e-7));
    CHECK(yield_lower_bound(100, 100) == Approx(0.970487).margin(5e-7));
    CHECK(yield_lower_bound(100, 100) == Approx(std::pow(0.05, 0.01)).epsilon(1e-12));  // p^100 = 5 %
}

TEST_CASE("statistics: yield intervals close at none and at all", "[metrics]") {
    CHECK(clopper_pearson(0, 20).lower == 0);
    CHECK(clopper_pearson(20, 20).upper == 1);
    CHECK(clopper_pearson(20, 20).lower == Approx(std::pow(0.025, 1.0 / 20)).epsilon(1e-12));
    CHECK(wilson(0, 20).lower == Approx(0).margin(1e-15));
    CHECK(wilson(20, 20).upper == Approx(1).margin(1e-15));
    CHECK(yield_lower_bound(0, 20) == 0);
}

TEST_CASE("statistics: good and bad chips exchanged mirror the interval", "[metrics]") {
    auto const good = clopper_pearson(7, 30, 0.9);
    auto const bad = clopper_pearson(23, 30, 0.9);
    CHECK(good.lower == Approx(1 - bad.upper).epsilon(1e-12));
    CHECK(good.upper == Approx(1 - bad.lower).epsilon(1e-12));
}

TEST_CASE("statistics: known answer of the tolerance factors for 10 samples", "[metrics]") {
    CHECK(tolerance_factor_one_sided(10, 0.95, 0.95) == Approx(2.91096).margin(5e-6));
    CHECK(tolerance_factor_two_sided(10, 0.95, 0.95) == Approx(3.38191).margin(5e-6));
    // Very many samples: the normal quantiles 1.644854 and 1.959964, plus about 1.645·√(1/n + k²/2n) of margin.
    CHECK(tolerance_factor_one_sided(100000, 0.95, 0.95) == Approx(1.644854).margin(0.01));
    CHECK(tolerance_factor_two_sided(100000, 0.95, 0.95) == Approx(1.959964).margin(0.01));
}

TEST_CASE("statistics: known answer of the tail of a linear limit state", "[metrics]") {
    struct Case {
        double beta;
        double probability;  ///< 7 digits
    };
    auto const known =
        GENERATE(Case{3, 1.349898e-3}, Case{4, 3.167124e-5}, Case{5, 2.866516e-7}, Case{6, 9.865876e-10});
    CHECK(normal_tail(known.beta) == Approx(known.probability).epsilon(5e-7));
    CHECK(normal_tail(-known.beta) == Approx(1 - known.probability).epsilon(1e-9));
}

TEST_CASE("statistics: the interval of a quantile lies between order statistics", "[metrics]") {
    // The median of 10: ranks 2 and 9, P(2 <= Bin(10, 1/2) <= 8) = 1 - 2·(1 + 10)/1024 = 0.978516.
    std::array const samples{10.0, 3.0, 7.0, 1.0, 9.0, 4.0, 2.0, 8.0, 6.0, 5.0};
    auto const median = quantile(samples, 0.5);
    CHECK(median.estimate == 5.5);
    CHECK(median.interval.lower == 2);
    CHECK(median.interval.upper == 9);
    CHECK(median.confidence == Approx(1 - 22.0 / 1024).epsilon(1e-12));
    // 99 % quantile of 10: nothing bounds it from above.
    auto const high = quantile(samples, 0.99);
    CHECK(std::isinf(high.interval.upper));
    CHECK(high.interval.lower < 10);
    CHECK(quantile(std::array{3.0}, 0.5).estimate == 3);
}

// The k-th of n values lies above the quantile with P(count <= k - 1), count binomial: by the sum itself.
TEST_CASE("statistics: the interval of a quantile is the narrowest that keeps both tails", "[metrics]") {
    auto const at_most = [](std::size_t k, std::size_t of, double p) {
        auto const n = static_cast<double>(of);
        double sum = 0;
        for (std::size_t count = 0; count <= k; ++count) {
            auto const i = static_cast<double>(count);
            sum += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) + i * std::log(p) +
                            (n - i) * std::log1p(-p));
        }
        return sum;
    };
    for (std::size_t const n : {1U, 2U, 7U, 30U, 101U, 400U})
        for (double const p : {0.01, 0.25, 0.5, 0.9, 0.999}) {
            std::vector<double> ranks(n);
            for (std::size_t i = 0; i < n; ++i) ranks[i] = static_cast<double>(i + 1);
            auto const got = quantile(ranks, p).interval;
            double lower = -std::numeric_limits<double>::infinity();  // the largest k with P(count <= k - 1) <= 2.5 %
            double upper = -lower;                                    // the smallest with P(count >= k) <= 2.5 %
            for (std::size_t k = 1; k <= n; ++k)
                if (at_most(k - 1, n, p) <= 0.025) lower = static_cast<double>(k);
            for (std::size_t k = n; k >= 1; --k)
                if (1 - at_most(k - 1, n, p) <= 0.025) upper = static_cast<double>(k);
            CAPTURE(n, p);
            CHECK(got.lower == lower);
            CHECK(got.upper == upper);
        }
}

TEST_CASE("statistics: the interval of a quantile covers it as often as it says", "[metrics]") {
    int covered = 0;
    constexpr int trials = 400;
    for (int trial = 0; trial < trials; ++trial) {
        auto const interval = quantile(normal_samples(60, 100 + trial), 0.9).interval;
        if (interval.lower <= 1.281552 && 1.281552 <= interval.upper) ++covered;
    }
    // At least 95 %; four standard deviations of a count of 400 at 95 % are 17.
    CHECK(covered >= 380 - 17);
}

TEST_CASE("statistics: Anderson-Darling has the critical values of its table", "[metrics]") {
    // Even normal scores are as normal as can be; their exponentials are not.
    std::vector<double> even;
    std::vector<double> skewed;
    for (int i = 1; i <= 50; ++i) {
        double const p = (i - 0.5) / 50;
        even.push_back(std::log(p / (1 - p)) / 1.7);  // nearly a normal quantile
        skewed.push_back(-std::log(1 - p));
    }
    CHECK(anderson_darling(even).p_value > 0.5);
    CHECK(anderson_darling(skewed).p_value < 1e-3);
    // D'Agostino and Stephens, upper tail: 10 % at 0.631, 5 % at 0.752, 1 % at 1.035. Count over normal samples.
    std::array<int, 3> beyond{};
    constexpr int trials = 2000;
    for (int trial = 0; trial < trials; ++trial) {
        auto const test = anderson_darling(normal_samples(30, 1000 + trial));
        beyond[0] += test.p_value < 0.10;
        beyond[1] += test.p_value < 0.05;
        beyond[2] += test.p_value < 0.01;
        if (test.statistic > 0.631) CHECK(test.p_value < 0.1005);
        if (test.statistic < 0.752) CHECK(test.p_value > 0.0495);
        if (test.statistic > 1.035) CHECK(test.p_value < 0.0102);
    }
    // Four standard deviations of the counts 200, 100 and 20.
    CHECK(beyond[0] == Approx(200).margin(54));
    CHECK(beyond[1] == Approx(100).margin(39));
    CHECK(beyond[2] == Approx(20).margin(18));
}

TEST_CASE("statistics: Anderson-Darling of a far outlier is finite and certain", "[metrics]") {
    auto samples = normal_samples(5000, 5);
    samples.push_back(1e6);
    auto const got = anderson_darling(samples);
    CHECK(std::isfinite(got.statistic));
    CHECK(got.p_value < 1e-20);
}

TEST_CASE("statistics: Kolmogorov-Smirnov distance is the largest step between the distributions", "[metrics]") {
    // After 3: 3/4 of a, 1/4 of b. Ties at 3 count for both at once.
    std::array const a{1.0, 2.0, 3.0, 4.0};
    std::array const b{3.0, 4.0, 5.0, 6.0};
    CHECK(kolmogorov_smirnov(a, b).distance == 0.5);
    CHECK(kolmogorov_smirnov(b, a).distance == 0.5);
    CHECK(kolmogorov_smirnov(a, a).distance == 0);
    CHECK(kolmogorov_smirnov(a, a).p_value == 1);
    CHECK(kolmogorov_smirnov(a, std::array{7.0, 8.0}).distance == 1);
}

TEST_CASE("statistics: Kolmogorov-Smirnov p-value follows its series and its name", "[metrics]") {
    std::vector<double> a;
    std::vector<double> b;
    for (int i = 0; i < 100; ++i) {
        a.push_back(i);
        b.push_back(i + 20.5);  // D = 0.21: 21 of a lie below the first of b
    }
    auto const got = kolmogorov_smirnov(a, b);
    CHECK(got.distance == Approx(0.21).epsilon(1e-14));
    double const root = std::sqrt(50.0);
    double const scaled = (root + 0.12 + 0.11 / root) * 0.21;
    double series = 0;
    for (int j = 1; j < 20; ++j) series += (j % 2 == 1 ? 2 : -2) * std::exp(-2.0 * j * j * scaled * scaled);
    CHECK(got.p_value == Approx(series).epsilon(1e-10));

    int rejected = 0;
    for (int trial = 0; trial < 1000; ++trial)
        rejected +=
            kolmogorov_smirnov(normal_samples(100, 5000 + 2 * trial), normal_samples(80, 5001 + 2 * trial)).p_value <
            0.05;
    CHECK(rejected == Approx(50).margin(28));  // four standard deviations
}

TEST_CASE("statistics: what they cannot use is an InputError", "[metrics]") {
    CHECK_THROWS_AS(summarize({}), InputError);
    CHECK_THROWS_AS(summarize(std::array{1.0}), InputError);
    CHECK_THROWS_AS(summarize(std::array{1.0, not_a_number}), InputError);
    CHECK_THROWS_AS(summarize(std::array{1.0, 2.0}, 1.0), InputError);
    CHECK_THROWS_AS(clopper_pearson(0, 0), InputError);
    CHECK_THROWS_AS(clopper_pearson(3, 2), InputError);
    CHECK_THROWS_AS(wilson(1, 2, not_a_number), InputError);
    CHECK_THROWS_AS(yield_lower_bound(1, 2, 0), InputError);
    CHECK_THROWS_AS(tolerance_factor_one_sided(1, 0.95, 0.95), InputError);
    CHECK_THROWS_AS(tolerance_factor_two_sided(10, 95, 0.95), InputError);
    CHECK_THROWS_AS(quantile({}, 0.5), InputError);
    CHECK_THROWS_AS(quantile(std::array{1.0, not_a_number}, 0.5), InputError);
    CHECK_THROWS_AS(quantile(std::array{1.0}, 0), InputError);
    CHECK_THROWS_AS(anderson_darling(std::vector(7, 1.0)), InputError);
    CHECK_THROWS_WITH(anderson_darling(std::vector(8, 1.0)), Catch::Contains("all samples are equal"));
    CHECK_THROWS_AS(kolmogorov_smirnov({}, std::array{1.0}), InputError);
    CHECK_THROWS_AS(kolmogorov_smirnov(std::array{1.0}, std::array{not_a_number}), InputError);
}
