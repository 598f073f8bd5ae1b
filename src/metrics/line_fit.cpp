#include "metrics/line_fit.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace cimchar::metrics {
namespace {

struct Point {
    double x = 0;
    double y = 0;
};

double slope_between(Point const& a, Point const& b) {
    return (b.y - a.y) / (b.x - a.x);
}

/// Upper convex hull of points sorted by x, without vertical edges; edge slopes fall from left to right.
std::vector<Point> upper_hull(std::vector<Point> const& sorted) {
    std::vector<Point> hull;
    for (auto const& point : sorted) {
        if (!hull.empty() && hull.back().x == point.x) {
            if (point.y <= hull.back().y) continue;
            hull.pop_back();
        }
        while (hull.size() >= 2 &&
               slope_between(hull[hull.size() - 2], hull.back()) <= slope_between(hull.back(), point))
            hull.pop_back();
        hull.push_back(point);
    }
    return hull;
}

/// Largest y - slope·x over an upper hull.
double support(std::vector<Point> const& hull, double slope) {
    std::size_t low = 0;  // the sought vertex is the first whose right edge is not steeper than `slope`
    for (std::size_t high = hull.size() - 1; low < high;) {
        auto const middle = (low + high) / 2;
        if (slope_between(hull[middle], hull[middle + 1]) > slope) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return hull[low].y - slope * hull[low].x;
}

void expect_line_exists(std::span<double const> x, std::span<double const> y) {
    CIMCHAR_EXPECT(x.size() == y.size());
    CIMCHAR_EXPECT(std::any_of(x.begin(), x.end(), [&](double value) { return value != x.front(); }));
}

}  // namespace

Line least_squares_line(std::span<double const> x, std::span<double const> y) {
    expect_line_exists(x, y);
    auto const n = static_cast<double>(x.size());
    double const mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
    double const mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double xx = 0;
    double xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return {xy / xx, mean_y - xy / xx * mean_x};
}

Line minimax_line(std::span<double const> x, std::span<double const> y) {
    expect_line_exists(x, y);
    std::vector<Point> points(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) points[i] = {x[i], y[i]};
    std::sort(points.begin(), points.end(), [](Point const& a, Point const& b) { return a.x < b.x; });
    auto const upper = upper_hull(points);
    for (auto& point : points) point.y = -point.y;
    auto const lower = upper_hull(points);  // of the mirror image

    double least_height = std::numeric_limits<double>::infinity();
    Line best;
    auto const try_slope = [&](double slope) {
        double const top = support(upper, slope);
        double const bottom = -support(lower, -slope);
        if (top - bottom < least_height) {
            least_height = top - bottom;
            best = {slope, (top + bottom) / 2};
        }
    };
    for (std::size_t i = 0; i + 1 < upper.size(); ++i) try_slope(slope_between(upper[i], upper[i + 1]));
    for (std::size_t i = 0; i + 1 < lower.size(); ++i) try_slope(-slope_between(lower[i], lower[i + 1]));
    return best;
}

}  // namespace cimchar::metrics
