// Statistics of Monte Carlo results: summaries, yield, tolerance factors, tests. Nothing here reorders its input.
// Intervals hold for independent, identically distributed samples: not for Latin hypercube, Sobol or importance
// sampling.
#pragma once
#include <cstddef>
#include <span>

namespace cimchar::metrics {

/// Two-sided interval; an end that the data cannot bound is infinite.
struct Interval {
    double lower = 0;
    double upper = 0;
};

/// In the samples' unit.
struct Summary {
    std::size_t n = 0;
    double mean = 0;
    double std = 0;  ///< of the sample: squares over n - 1
    double min = 0;
    double max = 0;
    double confidence = 0;   ///< of both intervals
    Interval mean_interval;  ///< Student t
    Interval std_interval;   ///< chi-squared; holds for a normal population only
};

/// `samples`, shape (n), n >= 2; 0 < confidence < 1. Throws InputError otherwise, or if one is not finite. Pure. O(n).
[[nodiscard]] Summary summarize(std::span<double const> samples, double confidence = 0.95);

/// Exact yield interval of `passed` out of `n` chips (Clopper-Pearson), each side at (1 - confidence)/2.
/// The yield functions throw InputError if n is 0, passed > n, or confidence is not in (0, 1). Pure.
[[nodiscard]] Interval clopper_pearson(std::size_t passed, std::size_t n, double confidence = 0.95);

/// Yield interval by the normal approximation that stays within [0, 1] (Wilson), for plots.
[[nodiscard]] Interval wilson(std::size_t passed, std::size_t n, double confidence = 0.95);

/// With this confidence the yield is at least the result (one-sided Clopper-Pearson).
[[nodiscard]] double yield_lower_bound(std::size_t passed, std::size_t n, double confidence = 0.95);

/// k1: mean + k1·std of `n` normal samples lies above `share` of the population with `confidence` (one-sided,
/// exact, non-central t). n >= 2, share and confidence in (0, 1), else InputError. Pure.
[[nodiscard]] double tolerance_factor_one_sided(std::size_t n, double share, double confidence);

/// k2: mean ± k2·std holds `share` of the population with `confidence` (two-sided, approximation of Howe 1969).
/// Same requirements. Pure.
[[nodiscard]] double tolerance_factor_two_sided(std::size_t n, double share, double confidence);

/// A quantile with an interval between order statistics: no assumption on the distribution.
struct Quantile {
    double estimate = 0;    ///< linear between order statistics at (n - 1)·probability
    Interval interval;      ///< infinite where n is too small for the confidence
    double confidence = 0;  ///< what the interval really has, at least what was asked for
};

/// `samples`, shape (n), n >= 1, any order; 0 < probability < 1. Throws InputError otherwise, or if one is not
/// finite. Pure. O(n log n).
[[nodiscard]] Quantile quantile(std::span<double const> samples, double probability, double confidence = 0.95);

struct NormalityTest {
    double statistic = 0;  ///< A*²: A² corrected for n by 1 + 0.75/n + 2.25/n²
    double p_value = 0;    ///< small: not normal
};

/// Anderson-Darling test for a normal population of unknown mean and variance.
/// Source: D'Agostino and Stephens, Goodness-of-Fit Techniques (1986), table 4.9.
/// `samples`, shape (n), n >= 8. Throws InputError if fewer, not finite or all equal. Pure. O(n log n).
[[nodiscard]] NormalityTest anderson_darling(std::span<double const> samples);

struct TwoSampleTest {
    double distance = 0;  ///< D: largest difference of the empirical distributions, 0 .. 1
    double p_value = 0;   ///< small: different populations
};

/// Two-sample Kolmogorov-Smirnov test; asymptotic p-value with Stephens' correction, good from n·m/(n + m) >= 4.
/// Shapes (n) and (m), each at least 1. Throws InputError if empty or not finite. Pure. O((n + m) log(n + m)).
[[nodiscard]] TwoSampleTest kolmogorov_smirnov(std::span<double const> a, std::span<double const> b);

/// Probability that a standard normal exceeds `beta`: the failure probability of a linear limit state at
/// reliability index beta. Accurate far into the tail. Pure.
[[nodiscard]] double normal_tail(double beta);

}  // namespace cimchar::metrics
