#include "circuits/integrator/leakage.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <utility>

namespace cimchar::circuits::integrator {

double Leakage::out_of_c_k(double ck_v, double vs_v) const {
    auto const last = static_cast<double>(leakage_points - 1);
    auto const locate = [&](double v) {
        double const x = std::clamp((v - low_v) / (high_v - low_v) * last, 0.0, last);
        auto const i = std::min(static_cast<std::size_t>(x), leakage_points - 2);
        return std::pair{i, x - static_cast<double>(i)};
    };
    auto const [i, x] = locate(ck_v);
    auto const [j, y] = locate(vs_v);
    auto const at = [&](std::size_t a, std::size_t b) { return current_a[b * leakage_points + a]; };
    return (1 - y) * ((1 - x) * at(i, j) + x * at(i + 1, j)) + y * ((1 - x) * at(i, j + 1) + x * at(i + 1, j + 1));
}

Leakage simulated_leakage(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    double const initial_v = d.initial_voltage(bench.condition);
    Leakage leak;
    leak.low_v = initial_v - 1.2 * d.full_scale_v;
    leak.high_v = initial_v + 0.15 * d.full_scale_v;
    leak.current_a.clear();
    auto const w = simulate(leakage(bench, leak.low_v, leak.high_v, static_cast<int>(leakage_points)));
    auto const& current = w["i(vck)"];
    CIMCHAR_EXPECT(current.size() == leakage_points * leakage_points);
    // What leaves C_k into the gates is in the held levels already: it is what flows with equal levels on both sides.
    for (std::size_t j = 0; j < leakage_points; ++j)
        for (std::size_t i = 0; i < leakage_points; ++i)
            leak.current_a.push_back(current[i * leakage_points + i] - current[j * leakage_points + i]);
    return leak;
}

}  // namespace cimchar::circuits::integrator
