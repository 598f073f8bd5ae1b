// Rate and estimated time of arrival of a run, from when its trials ended.
#pragma once
#include <cstdint>
#include <deque>

namespace cimchar::campaign {

/// Looks at the last minute. Times are in seconds since the run began.
class ProgressMeter {
public:
    /// A trial ended at `at_s`, not before earlier ones.
    void trial_done(double at_s);

    struct Estimate {
        double rate_per_s = 0;    ///< over the last minute, 0 before the first trial ended
        double eta_s = 0;         ///< time left; 0 if nothing is left, infinite while the rate is 0
        double eta_spread_s = 0;  ///< half width: standard deviation of the time left, as intervals scattered so far
    };
    /// For `remaining` trials at time `now_s`. If none ended for long, the rate falls.
    [[nodiscard]] Estimate estimate(double now_s, std::uint64_t remaining) const;

private:
    std::deque<double> ends_s_;  ///< of the last minute, and the last one before it
};

}  // namespace cimchar::campaign
