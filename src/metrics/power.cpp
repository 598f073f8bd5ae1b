#include "metrics/power.hpp"

#include "core/error.hpp"
#include "metrics/finite.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace cimchar::metrics {
namespace {

void require_waveform(std::span<double const> time_s, std::span<double const> values) {
    if (time_s.size() != values.size())
        throw InputError(fmt::format("{} times and {} values (each point needs both); give columns of equal length",
                                     time_s.size(), values.size()));
    require_count(time_s, 2, "time point", "an integral needs an interval");
    require_finite(time_s, "time");
    require_finite(values, "value");
    auto const falling = std::adjacent_find(time_s.begin(), time_s.end(), [](double a, double b) { return b < a; });
    if (falling != time_s.end())
        throw InputError(
            fmt::format("time falls from {:g} s to {:g} s at point {} (the integral runs forward); "
                        "give points in the order of time",
                        *falling, *(falling + 1), falling - time_s.begin() + 2));
}

}  // namespace

double integral(std::span<double const> time_s, std::span<double const> values, double from_s, double to_s) {
    require_waveform(time_s, values);
    if (!(from_s < to_s && from_s >= time_s.front() && to_s <= time_s.back()))
        throw InputError(
            fmt::format("the window {:g} .. {:g} s is empty or reaches beyond the data, {:g} .. {:g} s "
                        "(nothing is known there); choose a window inside",
                        from_s, to_s, time_s.front(), time_s.back()));
    double sum = 0;
    for (std::size_t i = 1; i < time_s.size(); ++i) {
        double const width = time_s[i] - time_s[i - 1];
        double const begin = std::max(time_s[i - 1], from_s);
        double const end = std::min(time_s[i], to_s);
        if (width <= 0 || end <= begin) continue;
        auto const at = [&](double t) { return std::lerp(values[i - 1], values[i], (t - time_s[i - 1]) / width); };
        sum += (end - begin) * (at(begin) + at(end)) / 2;
    }
    return sum;
}

Energy energy(std::span<double const> time_s, std::span<double const> voltage_v, std::span<double const> current_a,
              double from_s, double to_s) {
    if (voltage_v.size() != current_a.size())
        throw InputError(
            fmt::format("{} voltages and {} currents (power is their product point by point); "
                        "give columns of equal length",
                        voltage_v.size(), current_a.size()));
    std::vector<double> power_w(voltage_v.size());
    std::transform(voltage_v.begin(), voltage_v.end(), current_a.begin(), power_w.begin(), std::multiplies<>{});
    double const energy_j = integral(time_s, power_w, from_s, to_s);
    return {energy_j, energy_j / (to_s - from_s), to_s - from_s};
}

Energy energy(std::span<double const> time_s, std::span<double const> voltage_v, std::span<double const> current_a) {
    require_count(time_s, 2, "time point", "an integral needs an interval");
    return energy(time_s, voltage_v, current_a, time_s.front(), time_s.back());
}

}  // namespace cimchar::metrics
