#include "circuits/integrator/compose.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cimchar::circuits::integrator {

namespace {

/// ∫ y dt from `from` to `to` by the trapezoidal rule on the simulator's own points; `keep` selects the part.
template <typename Keep>
double integral(std::vector<double> const& t, std::vector<double> const& y, double from, double to, Keep keep) {
    double sum = 0;
    double last_t = from;
    double last_y = keep(value_at(t, y, from));
    auto const add = [&](double at, double value) {
        sum += 0.5 * (last_y + value) * (at - last_t);
        last_t = at;
        last_y = value;
    };
    for (auto i = static_cast<std::size_t>(std::upper_bound(t.begin(), t.end(), from) - t.begin());
         i < t.size() && t[i] < to; ++i)
        add(t[i], keep(y[i]));
    add(to, keep(value_at(t, y, to)));
    return sum;
}

double same(double x) {
    return x;
}
double delivered(double x) {
    return std::max(-x, 0.0);
}

}  // namespace

HeldLevels held_levels(Bench const& bench, Waveforms const& w) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    auto const& time = w["time"];
    double const supply_v = bench.condition.supply_v;
    HeldLevels levels;
    auto const in_cycle = [&](std::size_t cycle, double at_s) { return static_cast<double>(cycle) * t.cycle_s + at_s; };
    for (std::size_t c = 1; c < bench_sequence.size(); ++c) {
        auto const previous = static_cast<std::size_t>(bench_sequence[c - 1]);
        auto const now = static_cast<std::size_t>(bench_sequence[c]);
        levels.held_v[previous][now] = value_at(time, w["v(ck)"], in_cycle(c, t.share_start_s));
    }
    // A cycle's charge comes back in the reset of the next: from the end of one reset to the end of the next.
    auto const drawn_c = [&](std::size_t cycle) {
        return -integral(time, w["i(vini)"], in_cycle(cycle, t.reset_end_s), in_cycle(cycle + 1, t.reset_end_s), same);
    };
    levels.idle_charge_c = drawn_c(0);
    levels.charge_c = drawn_c(2) - levels.idle_charge_c;
    double const end_s = in_cycle(bench_sequence.size(), 0);
    levels.regulator_w = -supply_v * integral(time, w["i(vddr)"], 0, end_s, same) / end_s;
    // Gate charge comes from the supply on the rising edges only.
    levels.word_line_j = supply_v * integral(time, w["i(bwl)"], in_cycle(3, 0), in_cycle(4, 0), delivered);
    levels.d2_v = value_at(time, w["v(bl)"], in_cycle(3, t.hold_s));
    return levels;
}

double SharingModel::after(std::vector<double> const& v_k, double v_out) const {
    double const s = v_out - initial_v;
    double ideal = share_out * s;
    double correct = correction_0_v + correction_out * s;
    double u = 0;
    double total = 0;
    for (std::size_t k = 0; k < share.size(); ++k) {
        double const departure_v = v_k[k] - initial_v;
        ideal += share[k] * departure_v;
        correct += correction[k] * departure_v;
        u += share[k] * departure_v;
        total += share[k];
    }
    u /= total;
    return initial_v + ideal + correct + uu_per_v * u * u + us_per_v * u * s + ss_per_v * s * s;
}

SharingModel sharing_model(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    auto const n = static_cast<std::size_t>(d.bits);
    SharingModel m;
    m.initial_v = d.initial_voltage(bench.condition);
    auto const last = [](Waveforms const& w) { return w["v(cs)"].back(); };
    m.start_v = last(simulate(start(bench)));

    auto const drawn = [&](std::string const& device, double nominal_f) {
        return nominal_f * (1 + bench.chip.deviation(device, "c"));
    };
    double const c_s_f = drawn("cs", d.drawn_sample_f());
    double total_f = c_s_f + d.drawn_c_k_f(0);
    for (int k = 0; k < d.bits; ++k) {
        m.share.push_back(drawn("bl" + std::to_string(k) + ".ck", d.drawn_c_k_f(k)));
        total_f += m.share.back();
    }
    for (double& share : m.share) share /= total_f;
    m.share_out = c_s_f / total_f;
    m.correction.assign(n, 0);

    // The correction at a point: what the bench shows beyond charge conservation.
    double const swing_v = -d.full_scale_v;
    auto const beyond = [&](std::vector<double> const& levels, double s) {
        std::vector<double> v_k;
        for (double const level : levels) v_k.push_back(m.initial_v + level * swing_v);
        double const v_out = m.initial_v + s * swing_v;
        return last(simulate(share(bench, v_k, v_out))) - m.after(v_k, v_out);  // m has no correction yet
    };
    std::vector<double> const high(n, 0.0);
    std::vector<double> const low(n, 1.0);
    double const e_0 = beyond(high, 0);
    double const e_s_half = beyond(high, 0.5) - e_0;
    double const e_s = beyond(high, 1) - e_0;
    double const e_u = beyond(low, 0) - e_0;
    double const e_us = beyond(low, 1) - e_0;
    std::vector<double> e_k(n);
    double shares = 0;
    double squares = 0;
    double singles = 0;
    for (std::size_t k = 0; k < n; ++k) shares += m.share[k];
    for (std::size_t k = 0; k < n; ++k) {
        auto one = high;
        one[k] = 1;
        e_k[k] = beyond(one, 0) - e_0;
        singles += e_k[k];
        squares += std::pow(m.share[k] / shares, 2);
    }
    double const swing2 = swing_v * swing_v;
    // All levels low together against the sum of each alone leaves the quadratic part.
    double const uu = (e_u - singles) / (1 - squares);
    m.correction_0_v = e_0;
    m.ss_per_v = 2 * (e_s - 2 * e_s_half) / swing2;
    m.correction_out = (4 * e_s_half - e_s) / swing_v;
    m.uu_per_v = uu / swing2;
    m.us_per_v = (e_us - e_u - e_s) / swing2;
    for (std::size_t k = 0; k < n; ++k) m.correction[k] = (e_k[k] - uu * std::pow(m.share[k] / shares, 2)) / swing_v;
    return m;
}

double composed_output(SharingModel const& model, std::vector<HeldLevels> const& lines, int input) {
    CIMCHAR_EXPECT(lines.size() == model.share.size());
    double v_out = model.start_v;
    std::size_t previous = 0;
    std::vector<double> v_k(lines.size());
    for (std::size_t j = 0; j < lines.size(); ++j) {
        auto const bit = static_cast<std::size_t>((input >> j) & 1);
        for (std::size_t k = 0; k < lines.size(); ++k) v_k[k] = lines[k].held_v[previous][bit];
        v_out = model.after(v_k, v_out);
        previous = bit;
    }
    return v_out;
}

}  // namespace cimchar::circuits::integrator
