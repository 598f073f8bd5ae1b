#include "metrics/histogram.hpp"

#include "core/error.hpp"
#include "metrics/finite.hpp"

#include <fmt/format.h>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace cimchar::metrics {
namespace {

void require_histogram(std::span<double const> counts) {
    require_count(counts, 4, "code count", "linearity needs 3 transition levels, so 4 codes");
    require_finite(counts, "code count");
    for (std::size_t code = 0; code < counts.size(); ++code)
        if (counts[code] < 0)
            throw InputError(
                fmt::format("the count of code {} is {:g} (a code cannot be seen less than never); "
                            "give one count per code, in the order of codes",
                            code, counts[code]));
    if (counts.front() == 0 || counts.back() == 0)
        throw InputError(
            fmt::format("code {} was never seen (the stimulus did not reach it, so the level next to it is unknown); "
                        "overdrive both ends and count again",
                        counts.front() == 0 ? 0 : counts.size() - 1));
    if (std::accumulate(counts.begin() + 1, counts.end() - 1, 0.0) == 0)
        throw InputError(
            "only the two end codes were seen (a comparator has no linearity); check the stimulus and the codes");
}

void require_range(HistogramOptions const& options) {
    if (!options.range) {
        if (options.ideal || options.fit == Fit::absolute)
            throw InputError(
                "ideal levels are given for a histogram without the ends of its stimulus (its levels are known only "
                "relative to each other); give the stimulus's range in volts");
        return;
    }
    std::array const ends{options.range->low_v, options.range->high_v};
    require_finite(ends, "end of the stimulus");
    if (options.range->high_v <= options.range->low_v)
        throw InputError(
            fmt::format("the stimulus ends at {:g} V, not above its start {:g} V (code counts are taken to "
                        "rise with the input); give the lower end first",
                        options.range->high_v, options.range->low_v));
}

}  // namespace

HistogramLinearity histogram_linearity(std::span<double const> counts, HistogramOptions const& options) {
    require_histogram(counts);
    require_range(options);

    HistogramLinearity result;
    result.samples = std::accumulate(counts.begin(), counts.end(), 0.0);
    result.in_volts = options.range.has_value();
    // Levels as a share of the stimulus, 0 at its lower end and 1 at its upper.
    double seen = 0;
    for (std::size_t code = 0; code + 1 < counts.size(); ++code) {
        seen += counts[code];
        double const share = seen / result.samples;
        result.transitions.push_back(options.stimulus == Stimulus::ramp ? share
                                                                        : (1 - std::cos(std::numbers::pi * share)) / 2);
    }
    double const first = result.transitions.front();
    double const lsb = (result.transitions.back() - first) / static_cast<double>(result.transitions.size() - 1);
    double const scale = options.range ? options.range->high_v - options.range->low_v : 1 / lsb;
    result.stimulus_low = options.range ? options.range->low_v : -first / lsb;
    result.stimulus_high = result.stimulus_low + scale;
    for (auto& level : result.transitions) level = result.stimulus_low + scale * level;
    result.linearity = linearity(result.transitions, {options.fit, options.ideal});
    return result;
}

}  // namespace cimchar::metrics
