#include "report/distribution.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <set>

namespace cimchar::report {

namespace {

/// Ranks, from 0, of the values that a quantile plot shows.
std::set<std::size_t> shown_ranks(std::size_t n) {
    std::set<std::size_t> ranks;
    constexpr std::size_t ends = 40;
    for (std::size_t i = 0; i < (n <= most_quantile_points ? n : ends); ++i) {
        ranks.insert(i);
        ranks.insert(n - 1 - i);
    }
    if (n <= most_quantile_points) return ranks;
    boost::math::normal const normal;
    auto const size = static_cast<double>(n);
    double const end = boost::math::quantile(normal, ends / size);
    constexpr std::size_t between = most_quantile_points - 2 * ends;
    for (std::size_t i = 0; i < between; ++i) {
        double const z = end * (1 - 2 * (static_cast<double>(i) + 0.5) / between);
        ranks.insert(std::min(n - 1, static_cast<std::size_t>(boost::math::cdf(normal, z) * size)));
    }
    return ranks;
}

std::size_t bins_for(std::vector<double> const& sorted) {
    auto const n = sorted.size();
    double const between_quartiles = sorted[n - 1 - n / 4] - sorted[n / 4];
    double const range = sorted.back() - sorted.front();
    constexpr double fewest_bins = 5;
    double const bins = std::ceil(range * std::cbrt(static_cast<double>(n)) / (2 * between_quartiles));
    // Quartiles that coincide leave it to the largest number.
    return static_cast<std::size_t>(std::isfinite(bins) ? std::clamp(bins, fewest_bins, 1.0 * most_bins) : most_bins);
}

}  // namespace

Distribution distribution_of(std::span<double const> values) {
    CIMCHAR_EXPECT(!values.empty());
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    CIMCHAR_EXPECT(std::isfinite(sorted.front()) && std::isfinite(sorted.back()));
    Distribution out;
    out.from = sorted.front();
    if (sorted.back() > sorted.front()) {
        auto const bins = bins_for(sorted);
        out.width = (sorted.back() - sorted.front()) / static_cast<double>(bins);
        out.counts.assign(bins, 0);
        for (double const x : sorted)
            ++out.counts[std::min(bins - 1, static_cast<std::size_t>((x - out.from) / out.width))];
    } else {
        out.counts = {sorted.size()};
    }
    boost::math::normal const normal;
    for (auto const rank : shown_ranks(sorted.size())) {
        double const share = (static_cast<double>(rank) + 0.625) / (static_cast<double>(sorted.size()) + 0.25);
        out.normal.push_back({boost::math::quantile(normal, share), sorted[rank]});
    }
    return out;
}

}  // namespace cimchar::report
