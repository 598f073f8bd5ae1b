#include "circuits/waveform.hpp"

#include "core/simulation.hpp"
#include "metrics/power.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace cimchar::circuits {

namespace {
constexpr double none = std::numeric_limits<double>::quiet_NaN();
}

Signal ascending(std::vector<double> x, std::vector<double> y) {
    if (x.size() > 1 && x.front() > x.back()) {
        std::reverse(x.begin(), x.end());
        std::reverse(y.begin(), y.end());
    }
    return {std::move(x), std::move(y)};
}

Signal part(Signal const& signal, double from, double to) {
    Signal inside;
    if (signal.x.empty() || !(from <= to) || from > signal.x.back() || to < signal.x.front()) return inside;
    double const begin = std::max(from, signal.x.front());
    double const end = std::min(to, signal.x.back());
    inside.x.push_back(begin);
    inside.y.push_back(value_at(signal.x, signal.y, begin));
    for (std::size_t i = 0; i < signal.x.size(); ++i) {
        if (signal.x[i] <= begin || signal.x[i] >= end) continue;
        inside.x.push_back(signal.x[i]);
        inside.y.push_back(signal.y[i]);
    }
    if (end > begin) {
        inside.x.push_back(end);
        inside.y.push_back(value_at(signal.x, signal.y, end));
    }
    return inside;
}

double value_of(Signal const& signal, double at) {
    bool const within = !signal.x.empty() && at >= signal.x.front() && at <= signal.x.back();
    return within ? value_at(signal.x, signal.y, at) : none;
}

double crossing_of(Signal const& signal, double level, Edge edge, int nth, double from) {
    std::vector<double> all;
    for (std::size_t i = 1; i < signal.x.size(); ++i) {
        double const before = signal.y[i - 1] - level;
        double const after = signal.y[i] - level;
        bool const rises = before < 0 && after >= 0;
        bool const falls = before > 0 && after <= 0;
        if (!(rises && edge != Edge::fall) && !(falls && edge != Edge::rise)) continue;
        double const at = signal.x[i - 1] + (signal.x[i] - signal.x[i - 1]) * before / (before - after);
        if (at >= from) all.push_back(at);
    }
    auto const count = static_cast<int>(all.size());
    int const index = nth > 0 ? nth - 1 : count + nth;
    return nth != 0 && index >= 0 && index < count ? all[static_cast<std::size_t>(index)] : none;
}

double slope_of(Signal const& signal, double at) {
    auto const& x = signal.x;
    if (x.size() < 2 || !(at >= x.front() && at <= x.back())) return none;
    auto const upper = static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), at) - x.begin());
    std::size_t low = upper == 0 ? 0 : upper - 1;
    std::size_t high = std::min(upper, x.size() - 1);
    if (x[high] == at && high + 1 < x.size()) ++high;
    if (low == high) low = high - 1;
    return (signal.y[high] - signal.y[low]) / (x[high] - x[low]);
}

double settling_of(Signal const& signal, double from, double final_value, double band) {
    auto const after = part(signal, from, signal.x.empty() ? from : signal.x.back());
    if (after.x.empty() || !(std::abs(after.y.back() - final_value) <= band)) return none;
    double settled = from;
    for (std::size_t i = 0; i + 1 < after.x.size(); ++i) {
        double const error = after.y[i] - final_value;
        if (std::abs(error) <= band) continue;
        double const next = after.y[i + 1] - final_value;
        double const edge = error > 0 ? band : -band;
        // Where the next line enters the band, or its end if it stays outside.
        bool const enters = error > 0 ? next < edge : next > edge;
        settled =
            enters ? after.x[i] + (after.x[i + 1] - after.x[i]) * (error - edge) / (error - next) : after.x[i + 1];
    }
    return settled - from;
}

double min_of(Signal const& signal) {
    return signal.y.empty() ? none : *std::min_element(signal.y.begin(), signal.y.end());
}

double max_of(Signal const& signal) {
    return signal.y.empty() ? none : *std::max_element(signal.y.begin(), signal.y.end());
}

double integral_of(Signal const& signal) {
    if (signal.x.empty()) return none;
    if (!(signal.x.back() > signal.x.front())) return 0;
    return metrics::integral(signal.x, signal.y, signal.x.front(), signal.x.back());
}

double mean_of(Signal const& signal) {
    if (signal.x.empty()) return none;
    double const length = signal.x.back() - signal.x.front();
    return length > 0 ? integral_of(signal) / length : signal.y.front();
}

double rms_of(Signal const& signal) {
    if (signal.x.empty()) return none;
    double const length = signal.x.back() - signal.x.front();
    if (!(length > 0)) return std::abs(signal.y.front());
    double sum = 0;
    for (std::size_t i = 1; i < signal.x.size(); ++i) {
        double const a = signal.y[i - 1];
        double const b = signal.y[i];
        sum += (signal.x[i] - signal.x[i - 1]) * (a * a + a * b + b * b) / 3;  // of a straight line, exactly
    }
    return std::sqrt(sum / length);
}

namespace {
/// Straight line plus (x - x1)·(x - x2)·(second divided differences of either side, by distance): Neville's form of the
/// cubic through four points.
double smooth_value_at(Signal const& signal, double at) {
    // How far the two curvatures may pull the middle of a step apart, as a share of the range of the four points. A
    // step beside an edge gives 1/8, a corner 1/16; a sine of 6 points per period 0.046, of 100 points 0.0002.
    constexpr double most_apart = 0.05;
    auto const& x = signal.x;
    auto const& y = signal.y;
    auto const upper = static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), at) - x.begin());
    auto const i = std::clamp<std::size_t>(upper, 2, x.size() - 2) - 2;
    auto const slope = [&](std::size_t k) { return (y[k + 1] - y[k]) / (x[k + 1] - x[k]); };
    double const before = (slope(i + 1) - slope(i)) / (x[i + 2] - x[i]);
    double const after = (slope(i + 2) - slope(i + 1)) / (x[i + 3] - x[i + 1]);
    double const product = (at - x[i + 1]) * (at - x[i + 2]);
    double const step = x[i + 2] - x[i + 1];
    auto const [low, high] = std::minmax_element(&y[i], &y[i] + 4);
    double const apart = std::max(std::abs(product), step * step / 4) * std::abs(after - before);
    if (!(apart <= most_apart * (*high - *low))) return value_at(x, y, at);
    double const curvature = ((x[i + 3] - at) * before + (at - x[i]) * after) / (x[i + 3] - x[i]);
    return y[i + 1] + (at - x[i + 1]) * slope(i + 1) + product * curvature;
}
}  // namespace

std::vector<double> samples_of(Signal const& signal, double from, double to, int points, bool with_last) {
    constexpr double reach = 1e-9;  // share of the window by which a sweep may end early: rounding of its steps
    std::vector<double> samples;
    bool const finite = std::all_of(signal.y.begin(), signal.y.end(), [](double y) { return std::isfinite(y); });
    if (signal.x.size() < 4 || !finite) return samples;
    double const begin = std::isinf(from) ? signal.x.front() : from;
    double const end = std::isinf(to) ? signal.x.back() : to;
    double const slack = reach * (end - begin);
    if (!(begin < end) || begin < signal.x.front() - slack || end > signal.x.back() + slack) return samples;
    double const step = (end - begin) / (with_last ? points - 1 : points);
    for (int i = 0; i < points; ++i)
        samples.push_back(smooth_value_at(signal, std::clamp(begin + i * step, signal.x.front(), signal.x.back())));
    return samples;
}

namespace {
/// Index of the first sample below 1 after one that is not, and how far before it unity lies; 0 if there is none.
struct Unity {
    std::size_t after = 0;
    double fraction = 0;
};

Unity find_unity(std::vector<double> const& re, std::vector<double> const& im) {
    for (std::size_t i = 1; i < re.size(); ++i) {
        double const before = std::hypot(re[i - 1], im[i - 1]);
        double const after = std::hypot(re[i], im[i]);
        if (before >= 1 && after < 1) return {i, std::log(before) / (std::log(before) - std::log(after))};
    }
    return {};
}
}  // namespace

double unity_gain_of(std::vector<double> const& frequency, std::vector<double> const& re,
                     std::vector<double> const& im) {
    auto const unity = find_unity(re, im);
    if (unity.after == 0) return none;
    double const below = std::log(frequency[unity.after - 1]);
    return std::exp(below + unity.fraction * (std::log(frequency[unity.after]) - below));
}

double phase_margin_of(std::vector<double> const& frequency, std::vector<double> const& re,
                       std::vector<double> const& im) {
    auto const unity = find_unity(re, im);
    if (unity.after == 0 || frequency.size() < 2) return none;
    double turned = 0;
    for (std::size_t i = 1; i <= unity.after; ++i) {
        // Angle from one sample to the next, which is below 180° on any sweep fine enough to be read.
        double const step = std::atan2(im[i] * re[i - 1] - re[i] * im[i - 1], re[i] * re[i - 1] + im[i] * im[i - 1]);
        turned += (i == unity.after ? unity.fraction : 1.0) * step;
    }
    return 180 + turned * 180 / std::numbers::pi;
}

}  // namespace cimchar::circuits
