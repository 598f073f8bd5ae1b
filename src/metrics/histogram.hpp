// Transition levels and linearity from a code-density (histogram) test.
// Source: [IEEE1241], ramp and sine histogram tests.
#pragma once
#include "metrics/linearity.hpp"

#include <optional>
#include <span>
#include <vector>

namespace cimchar::metrics {

enum class Stimulus {
    ramp,  ///< uniform over its range
    sine,  ///< arcsine density; sampled coherently with M and J coprime, M >= π·2^N
};

/// Ends of the stimulus [V]: start and stop of the ramp, or offset ∓ amplitude of the sine.
struct StimulusRange {
    double low_v = 0;
    double high_v = 0;  ///< > low_v
};

struct HistogramOptions {
    Stimulus stimulus = Stimulus::ramp;
    Fit fit = Fit::terminal;
    /// Nothing: the stimulus is estimated from the end codes, and every "_v" of the result is in LSB, level 1 at 0.
    std::optional<StimulusRange> range;
    /// Ideal levels [V]; only with `range`.
    std::optional<IdealLine> ideal;
};

struct HistogramLinearity {
    std::vector<double> transitions;  ///< shape (2^N - 1), [V] or, without a range, [LSB]
    bool in_volts = false;            ///< unit of `transitions`, and of gain's, offset_v's and lsb_v's levels
    double stimulus_low = 0;          ///< lower end of the stimulus, as given or as estimated, in the same unit
    double stimulus_high = 0;
    double samples = 0;  ///< sum of the counts
    Linearity linearity;
};

/// Levels from cumulative counts: T[k] = low + (high - low)·u for a ramp and mid - amplitude·cos(π·u) for a sine,
/// u = (counts of codes 0 .. k - 1)/(all counts). DNL and INL in LSB need neither offset nor amplitude.
///
/// `counts`, shape (2^N) or any m >= 4: how often code 0 .. m - 1 was seen; averages of several runs are legal.
/// A code never seen is a missing code. The stimulus must overdrive: both end codes are seen.
/// Throws InputError if there are fewer than 4 codes, a count is negative or not finite, an end code or every
/// inner code was never seen, the range is empty, or ideal levels come without a range. Pure. O(n).
[[nodiscard]] HistogramLinearity histogram_linearity(std::span<double const> counts,
                                                     HistogramOptions const& options = {});

}  // namespace cimchar::metrics
