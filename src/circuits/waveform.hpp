// Figures of one signal over its sweep: crossings, slopes, settling, extremes, means. Between points a signal is a
// straight line, except in samples_of(). Every function gives NaN where there is no such figure; all are pure.
#pragma once
#include <vector>

namespace cimchar::circuits {

/// How a signal passes a level.
enum class Edge { any, rise, fall };

/// A signal over an ascending sweep (time, voltage, frequency); equal lengths, at least one point.
struct Signal {
    std::vector<double> x;
    std::vector<double> y;
};

/// Descending sweeps are turned round.
[[nodiscard]] Signal ascending(std::vector<double> x, std::vector<double> y);

/// The part between `from` and `to`, ends interpolated; empty if the sweep does not reach there.
[[nodiscard]] Signal part(Signal const& signal, double from, double to);

[[nodiscard]] double value_of(Signal const& signal, double at);
/// Where y passes `level` for the nth time at or after `from`; nth < 0 counts from the end.
[[nodiscard]] double crossing_of(Signal const& signal, double level, Edge edge, int nth, double from);
/// dy/dx at `at`: the line through the samples on both sides, central if it is a sample.
[[nodiscard]] double slope_of(Signal const& signal, double at);
/// How long after `from` y is last outside of final ± band; 0 if it never is, NaN if it ends outside.
[[nodiscard]] double settling_of(Signal const& signal, double from, double final_value, double band);
[[nodiscard]] double min_of(Signal const& signal);
[[nodiscard]] double max_of(Signal const& signal);
[[nodiscard]] double integral_of(Signal const& signal);
/// Integral over the length; a single point is its own mean.
[[nodiscard]] double mean_of(Signal const& signal);
[[nodiscard]] double rms_of(Signal const& signal);

/// `points` equally spaced samples from `from` to `to` (infinite: the ends of the sweep), the last one on `to` or one
/// step before it. The one figure that takes a signal as smooth: a sample is on the cubic through the four points
/// around it, with an error of order step⁴ where a straight line's is step²; where the points have a corner or an edge,
/// on the straight line. Empty if there are fewer than four points, or the sweep does not reach.
[[nodiscard]] std::vector<double> samples_of(Signal const& signal, double from, double to, int points, bool with_last);

/// Frequency where |y| falls through 1; linear in the logarithms between samples.
[[nodiscard]] double unity_gain_of(std::vector<double> const& frequency, std::vector<double> const& re,
                                   std::vector<double> const& im);
/// 180° less what the phase has turned from the lowest frequency to unity gain [°].
[[nodiscard]] double phase_margin_of(std::vector<double> const& frequency, std::vector<double> const& re,
                                     std::vector<double> const& im);

}  // namespace cimchar::circuits
