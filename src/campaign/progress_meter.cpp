#include "campaign/progress_meter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cimchar::campaign {

namespace {
constexpr double window_s = 60;
}

void ProgressMeter::trial_done(double at_s) {
    if (ends_s_.empty()) ends_s_.push_back(0);  // the run's beginning starts the first interval
    ends_s_.push_back(at_s);
    while (ends_s_.size() > 2 && ends_s_[1] < at_s - window_s) ends_s_.pop_front();
}

ProgressMeter::Estimate ProgressMeter::estimate(double now_s, std::uint64_t remaining) const {
    auto const left = static_cast<double>(remaining);
    Estimate estimate;
    if (remaining > 0) estimate.eta_s = std::numeric_limits<double>::infinity();
    if (ends_s_.size() < 2) return estimate;
    auto const n = static_cast<double>(ends_s_.size() - 1);
    double const typical_s = (ends_s_.back() - ends_s_.front()) / n;
    // A wait longer than usual counts as an interval of its own, so that a stalled run shows.
    double const waiting_s = now_s - ends_s_.back();
    bool const stalled = waiting_s > 3 * typical_s;
    double const interval_s = stalled ? (now_s - ends_s_.front()) / (n + 1) : typical_s;
    if (!(interval_s > 0)) return estimate;
    double squares = 0;
    for (std::size_t i = 1; i < ends_s_.size(); ++i) {
        double const difference = ends_s_[i] - ends_s_[i - 1] - interval_s;
        squares += difference * difference;
    }
    double const std_s = n > 1 ? std::sqrt(squares / (n - 1)) : interval_s;
    estimate.rate_per_s = 1 / interval_s;
    estimate.eta_s = left * interval_s;
    // Scatter of `left` intervals, and of the mean interval itself.
    estimate.eta_spread_s = std_s * std::sqrt(left + left * left / n);
    return estimate;
}

}  // namespace cimchar::campaign
