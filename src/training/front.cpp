#include "training/front.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/math/interpolators/pchip.hpp>
#include <memory>
#include <numeric>

namespace cimchar::training {

namespace {

/// Conversions are taken together over this share of the sums' span, and never fewer than so many: what is left of a
/// network's error by other inputs of the same sum, about 1 mV, averages out.
constexpr double together_over = 1.0 / 32;
constexpr std::size_t least_together = 8;
constexpr std::size_t least_points = 4;  // of the curve

}  // namespace

Front front_of(std::vector<double> const& ideal_v, std::vector<double> const& result_v) {
    CIMCHAR_EXPECT(ideal_v.size() == result_v.size());
    std::vector<std::size_t> order(ideal_v.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return ideal_v[a] < ideal_v[b]; });
    std::vector<double> at_v;
    std::vector<double> error_v;
    double const span_v = order.empty() ? 0 : ideal_v[order.back()] - ideal_v[order.front()];
    for (std::size_t first = 0; first < order.size();) {
        double sum_v = 0;
        double errors_v = 0;
        std::size_t n = 0;
        auto const more = [&] {
            return first + n < order.size() &&
                   (n < least_together || ideal_v[order[first + n]] - ideal_v[order[first]] < together_over * span_v);
        };
        for (; more(); ++n) {
            auto const i = order[first + n];
            sum_v += ideal_v[i];
            errors_v += result_v[i] - ideal_v[i];
        }
        first += n;
        if (n < least_together) break;  // the last few
        at_v.push_back(sum_v / static_cast<double>(n));
        error_v.push_back(errors_v / static_cast<double>(n));
    }
    if (at_v.size() < least_points ||
        std::adjacent_find(at_v.begin(), at_v.end(), std::greater_equal<>()) != at_v.end())
        throw InputError(
            fmt::format("{} conversions are too few, or their sums too much alike, to train a converter on; run more",
                        ideal_v.size()));
    double const low = at_v.front();
    double const high = at_v.back();
    auto const curve = std::make_shared<boost::math::interpolators::pchip<std::vector<double>> const>(
        std::move(at_v), std::move(error_v));
    return [=](double v) { return v + (*curve)(std::clamp(v, low, high)); };
}

}  // namespace cimchar::training
