#include "circuits/integrator/leakage.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace cimchar::circuits::integrator {

namespace {

/// Where `v` lies among the points: the one below, and the way to the next.
std::pair<std::size_t, double> locate(Leakage const& leak, double v) {
    auto const last = static_cast<double>(leakage_points - 1);
    double const x = std::clamp((v - leak.low_v) / (leak.high_v - leak.low_v) * last, 0.0, last);
    auto const i = std::min(static_cast<std::size_t>(x), leakage_points - 2);
    return {i, x - static_cast<double>(i)};
}

}  // namespace

std::array<double, leakage_points> Leakage::into_line_at(double vs_v) const {
    auto const [j, y] = locate(*this, vs_v);
    std::array<double, leakage_points> into_line_a{};
    for (std::size_t i = 0; i < leakage_points; ++i)
        into_line_a[i] = (1 - y) * current_a[j * leakage_points + i] + y * current_a[(j + 1) * leakage_points + i];
    return into_line_a;
}

double Leakage::out_of_c_k(std::array<double, leakage_points> const& into_line_a, double ck_v) const {
    auto const [i, x] = locate(*this, ck_v);
    return (1 - x) * into_line_a[i] + x * into_line_a[i + 1];
}

Leakage simulated_leakage(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    double const initial_v = d.initial_voltage(bench.condition);
    Leakage leak;
    double const least_v = initial_v - d.direction() * 0.15 * d.full_scale_v;
    double const most_v = initial_v + d.direction() * 1.2 * d.full_scale_v;
    leak.low_v = std::min(least_v, most_v);
    leak.high_v = std::max(least_v, most_v);
    leak.current_a.clear();
    auto const w = simulate(leakage(bench, leak.low_v, leak.high_v, static_cast<int>(leakage_points)));
    auto const& current = w["i(vck)"];
    CIMCHAR_EXPECT(current.size() == leakage_points * leakage_points);
    // What leaves C_k into the gates is in the held levels already: it is what flows with equal levels on both sides.
    for (std::size_t j = 0; j < leakage_points; ++j)
        for (std::size_t i = 0; i < leakage_points; ++i)
            leak.current_a.push_back(current[i * leakage_points + i] - current[j * leakage_points + i]);
    constexpr double frequency_hz = 1e6;
    auto const ac = simulate(line_admittance(bench, frequency_hz));
    leak.line_f = -ac["im(i(vvs))"].front() / (2 * std::numbers::pi * frequency_hz);
    return leak;
}

std::vector<double> after_leakage(Bench const& bench, Leakage const& leak, std::vector<double> held_v, double sampled_v,
                                  double line_v) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    double const initial_v = d.initial_voltage(bench.condition);
    double const full_gate_m = d.share_gate(d.bits - 1).w_m;
    auto const lines = held_v.size();
    std::vector<double> lost_v(lines, 0);  // of each C_k
    std::vector<double> current_a(lines);
    std::vector<double> gate(lines);  // over the largest
    for (std::size_t k = 0; k < lines; ++k) gate[k] = d.share_gate(static_cast<int>(k)).w_m / full_gate_m;
    /// Into the line; what each C_k gives is left in current_a.
    auto const into_line = [&](double at_s, double vs_v) {
        auto const from = leak.into_line_at(vs_v);
        double sum_a = leak.out_of_c_k(from, sampled_v) + leak.out_of_c_k(from, initial_v) * d.s5.w_m / full_gate_m;
        // The level of C_k: reset, on its way down at constant current, held.
        double const done = std::clamp((at_s - t.reset_end_s) / t.integration_s(), 0.0, 1.0);
        for (std::size_t k = 0; k < lines; ++k) {
            current_a[k] = leak.out_of_c_k(from, initial_v + (held_v[k] - initial_v) * done) * gate[k];
            sum_a += current_a[k];
        }
        return sum_a;
    };
    constexpr double step_s = 0.5e-9;  // a third of the line's shortest time constant met, at ff and 80 °C
    auto const steps = static_cast<int>(std::lround(t.clear_end_s / step_s));
    for (int i = 0; i < steps; ++i) {  // by the midpoint rule
        double const middle_s = (i + 0.5) * step_s;
        bool const cleared = middle_s > t.clear_start_s;
        double const middle_v = cleared ? initial_v : line_v + into_line(i * step_s, line_v) * step_s / 2 / leak.line_f;
        double const sum_a = into_line(middle_s, middle_v);
        line_v = cleared ? initial_v : line_v + sum_a * step_s / leak.line_f;
        // S1 makes up for it, an op amp until S2 opens.
        if (middle_s < (d.active() ? t.hold_s : t.reset_end_s)) continue;
        for (std::size_t k = 0; k < lines; ++k)
            lost_v[k] += current_a[k] * step_s / (middle_s < t.hold_s ? d.c_f_f : d.c_k_f(static_cast<int>(k)));
    }
    for (std::size_t k = 0; k < lines; ++k) held_v[k] -= lost_v[k];
    return held_v;
}

}  // namespace cimchar::circuits::integrator
