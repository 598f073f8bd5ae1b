#include "metrics/statistics.hpp"

#include "core/error.hpp"
#include "metrics/finite.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/kolmogorov_smirnov.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

namespace cimchar::metrics {
namespace {

using boost::math::complement;
using Binomial = boost::math::binomial_distribution<double>;

void require_probability(double value, std::string_view what) {
    if (!(value > 0 && value < 1))
        throw InputError(
            fmt::format("the {} is {:g} (it is a probability); give a number between 0 and 1, as 0.95", what, value));
}

void require_yield(std::size_t passed, std::size_t n, double confidence) {
    if (n == 0 || passed > n)
        throw InputError(
            fmt::format("{} of {} passed (a yield needs at least one chip, and no more good ones than "
                        "there are); count again",
                        passed, n));
    require_probability(confidence, "confidence");
}

double normal_quantile(double probability) {
    return boost::math::quantile(boost::math::normal{}, probability);
}

std::vector<double> sorted(std::span<double const> samples) {
    std::vector<double> copy(samples.begin(), samples.end());
    std::sort(copy.begin(), copy.end());
    return copy;
}

void require_tolerance(std::size_t n, double share, double confidence) {
    if (n < 2)
        throw InputError(fmt::format("a tolerance factor for {} samples (their spread is unknown); give 2 or more", n));
    require_probability(share, "share of the population");
    require_probability(confidence, "confidence");
}

}  // namespace

Summary summarize(std::span<double const> samples, double confidence) {
    require_count(samples, 2, "sample", "a spread needs two");
    require_finite(samples, "sample");
    require_probability(confidence, "confidence");
    Summary s;
    s.n = samples.size();
    s.confidence = confidence;
    auto const n = static_cast<double>(s.n);
    // Around the first sample, so that a large common part does not cost digits.
    double const origin = samples.front();
    double shift = 0;
    for (double const x : samples) shift += (x - origin) / n;
    s.mean = origin + shift;
    double squares = 0;
    for (double const x : samples) squares += (x - s.mean) * (x - s.mean);
    s.std = std::sqrt(squares / (n - 1));
    auto const [min, max] = std::minmax_element(samples.begin(), samples.end());
    s.min = *min;
    s.max = *max;

    double const tail = (1 - confidence) / 2;
    double const reach = boost::math::quantile(complement(boost::math::students_t(n - 1), tail)) * s.std / std::sqrt(n);
    s.mean_interval = {s.mean - reach, s.mean + reach};
    boost::math::chi_squared const chi_squared(n - 1);
    s.std_interval = {std::sqrt(squares / boost::math::quantile(complement(chi_squared, tail))),
                      std::sqrt(squares / boost::math::quantile(chi_squared, tail))};
    return s;
}

Interval clopper_pearson(std::size_t passed, std::size_t n, double confidence) {
    require_yield(passed, n, confidence);
    double const tail = (1 - confidence) / 2;
    auto const trials = static_cast<double>(n);
    auto const good = static_cast<double>(passed);
    return {Binomial::find_lower_bound_on_p(trials, good, tail), Binomial::find_upper_bound_on_p(trials, good, tail)};
}

Interval wilson(std::size_t passed, std::size_t n, double confidence) {
    require_yield(passed, n, confidence);
    double const z = normal_quantile((1 + confidence) / 2);
    auto const trials = static_cast<double>(n);
    double const p = static_cast<double>(passed) / trials;
    double const centre = p + z * z / (2 * trials);
    double const reach = z * std::sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials));
    double const scale = 1 + z * z / trials;
    return {std::max(0.0, (centre - reach) / scale), std::min(1.0, (centre + reach) / scale)};
}

double yield_lower_bound(std::size_t passed, std::size_t n, double confidence) {
    require_yield(passed, n, confidence);
    return Binomial::find_lower_bound_on_p(static_cast<double>(n), static_cast<double>(passed), 1 - confidence);
}

double tolerance_factor_one_sided(std::size_t n, double share, double confidence) {
    require_tolerance(n, share, confidence);
    double const root = std::sqrt(static_cast<double>(n));
    boost::math::non_central_t const t(static_cast<double>(n - 1), normal_quantile(share) * root);
    return boost::math::quantile(t, confidence) / root;
}

double tolerance_factor_two_sided(std::size_t n, double share, double confidence) {
    require_tolerance(n, share, confidence);
    auto const count = static_cast<double>(n);
    double const chi_squared = boost::math::quantile(boost::math::chi_squared(count - 1), 1 - confidence);
    return normal_quantile((1 + share) / 2) * std::sqrt((count - 1) * (1 + 1 / count) / chi_squared);
}

Quantile quantile(std::span<double const> samples, double probability, double confidence) {
    require_count(samples, 1, "sample", "a quantile needs data");
    require_finite(samples, "sample");
    require_probability(probability, "probability of the quantile");
    require_probability(confidence, "confidence");
    auto const ordered = sorted(samples);
    auto const n = ordered.size();

    Quantile result;
    double const position = static_cast<double>(n - 1) * probability;
    auto const below = static_cast<std::size_t>(position);
    result.estimate =
        std::lerp(ordered[below], ordered[std::min(below + 1, n - 1)], position - static_cast<double>(below));

    // The number of samples below the quantile is binomial. The k-th smallest (k from 1) lies above it with
    // probability P(count <= k - 1).
    Binomial const count_below(static_cast<double>(n), probability);
    double const tail = (1 - confidence) / 2;
    auto const at_most = [&](std::size_t k) { return boost::math::cdf(count_below, static_cast<double>(k)); };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    result.interval = {-infinity, infinity};
    result.confidence = 1;
    // The first k of which `beyond` is not true; it is true of all before.
    auto const first_without = [n](auto const& beyond) {
        std::size_t from = 0;
        for (std::size_t size = n; size > 0;) {
            auto const half = size / 2;
            if (beyond(from + half)) {
                from += half + 1;
                size -= half + 1;
            } else {
                size = half;
            }
        }
        return from;
    };
    auto const lower = first_without([&](std::size_t k) { return at_most(k) <= tail; });
    if (lower > 0) {
        result.interval.lower = ordered[lower - 1];
        result.confidence -= at_most(lower - 1);
    }
    auto const upper = first_without([&](std::size_t k) { return 1 - at_most(k) > tail; });
    if (upper < n) {
        result.interval.upper = ordered[upper];
        result.confidence -= 1 - at_most(upper);
    }
    return result;
}

NormalityTest anderson_darling(std::span<double const> samples) {
    require_count(samples, 8, "sample", "the table of this test begins at 8");
    auto const summary = summarize(samples);
    if (!(summary.std > 0))
        throw InputError("all samples are equal (a normality test needs a spread); check what varies");
    auto const ordered = sorted(samples);
    auto const n = ordered.size();
    auto const log_below = [&](double z) {
        // The floor keeps a far outlier finite; it is rejected either way.
        return std::log(std::max(std::erfc(-z / std::numbers::sqrt2) / 2, std::numeric_limits<double>::min()));
    };
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        double const low = (ordered[i] - summary.mean) / summary.std;
        double const high = (ordered[n - 1 - i] - summary.mean) / summary.std;
        sum += static_cast<double>(2 * i + 1) * (log_below(low) + log_below(-high));
    }
    auto const count = static_cast<double>(n);
    double const a = (-count - sum / count) * (1 + 0.75 / count + 2.25 / (count * count));
    NormalityTest test{a, 0};
    if (a < 0.2) {
        test.p_value = 1 - std::exp(-13.436 + 101.14 * a - 223.73 * a * a);
    } else if (a < 0.34) {
        test.p_value = 1 - std::exp(-8.318 + 42.796 * a - 59.938 * a * a);
    } else if (a < 0.6) {
        test.p_value = std::exp(0.9177 - 4.279 * a - 1.38 * a * a);
    } else {
        // The formula turns upwards far out of its range.
        double const capped = std::min(a, 10.0);
        test.p_value = std::exp(1.2937 - 5.709 * capped + 0.0186 * capped * capped);
    }
    return test;
}

TwoSampleTest kolmogorov_smirnov(std::span<double const> a, std::span<double const> b) {
    for (auto const& samples : {a, b}) {
        require_count(samples, 1, "sample", "both sets need data");
        require_finite(samples, "sample");
    }
    auto const first = sorted(a);
    auto const second = sorted(b);
    auto const n = static_cast<double>(first.size());
    auto const m = static_cast<double>(second.size());
    TwoSampleTest test;
    for (std::size_t i = 0, j = 0; i < first.size() && j < second.size();) {
        double const x = std::min(first[i], second[j]);
        while (i < first.size() && first[i] == x) ++i;
        while (j < second.size() && second[j] == x) ++j;
        test.distance = std::max(test.distance, std::abs(static_cast<double>(i) / n - static_cast<double>(j) / m));
    }
    double const root = std::sqrt(n * m / (n + m));
    double const scaled = (root + 0.12 + 0.11 / root) * test.distance;
    test.p_value =
        scaled > 0 ? boost::math::cdf(complement(boost::math::kolmogorov_smirnov_distribution<double>(1), scaled)) : 1;
    return test;
}

double normal_tail(double beta) {
    return std::erfc(beta / std::numbers::sqrt2) / 2;
}

}  // namespace cimchar::metrics
