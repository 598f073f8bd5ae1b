#include "circuits/integrator/sharing_model.hpp"

#include <cmath>

namespace cimchar::circuits::integrator {

double SharingModel::conserved(std::vector<double> const& v_k, double v_out) const {
    double v = initial_v + share_out * (v_out - initial_v);
    for (std::size_t k = 0; k < share.size(); ++k) v += share[k] * (v_k[k] - initial_v);
    return v;
}

double SharingModel::leaked(std::vector<double> const& v_k, double common_v) const {
    double sum_v = 0;
    auto const from = leak.into_line_at(common_v);
    for (std::size_t k = 0; k < leak_v_per_a.size(); ++k)
        sum_v -= leak_v_per_a[k] * leak.out_of_c_k(from, v_k[k] - sag_v[k]);
    return sum_v;
}

double SharingModel::after(std::vector<double> const& v_k, double v_out) const {
    double const s = v_out - initial_v;
    double correct = correction_0_v + correction_out * s;
    double u = 0;
    double total = 0;
    for (std::size_t k = 0; k < share.size(); ++k) {
        double const departure_v = v_k[k] - top_v;
        correct += correction[k] * departure_v;
        u += share[k] * departure_v;
        total += share[k];
    }
    u /= total;
    double const common_v = conserved(v_k, v_out);
    return common_v - leaked(v_k, common_v) + correct + uu_per_v * u * u + us_per_v * u * s + ss_per_v * s * s;
}

namespace {

/// Idle bit lines hold a little more than the initial voltage: S2 lifts them.
constexpr double top_of_full_scale = 0.02;

/// Shares by charge conservation, of this chip's capacitors, and the leakage; no correction yet.
SharingModel uncorrected(Bench const& bench, Leakage const& leak) {
    auto const& d = bench.design;
    SharingModel m;
    m.initial_v = d.initial_voltage(bench.condition);
    m.top_v = m.initial_v + top_of_full_scale * d.full_scale_v;
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
    m.correction.assign(m.share.size(), 0);
    m.leak = leak;
    auto const& t = d.timing;
    for (int k = 0; k < d.bits; ++k) {
        m.leak_v_per_a.push_back((t.sample_s - t.share_start_s) / total_f * d.hold_gate(k).w_m /
                                 d.share_gate(d.bits - 1).w_m);
        m.sag_v.push_back(d.sag_v_per_s(k) * ((t.share_start_s + t.sample_s) / 2 - t.hold_s));
    }
    return m;
}

/// Simulates sharings of one bench and says what they show beyond charge conservation.
class SharingBench {
public:
    SharingBench(Bench const& bench, Leakage const& leak, Simulate const& simulate)
        : bench_(bench), simulate_(simulate), plain_(uncorrected(bench, leak)) {}

    [[nodiscard]] SharingModel const& plain() const { return plain_; }
    [[nodiscard]] double swing_v() const { return bench_.design.direction() * bench_.design.full_scale_v; }

    /// The held levels and the old output at fractions of the full scale below their tops [V].
    [[nodiscard]] double beyond(std::vector<double> const& levels, double s) const {
        auto const from = at(levels, s);
        return simulate_(share(bench_, from))["v(cs)"].back() - plain_.after(from.v_k, from.sampled_v);
    }
    /// What the sampling capacitor holds after the reset, and how far the line lies above it at the top and at the
    /// bottom of everything.
    void look_at_the_opening(SharingModel& m) {
        auto const n = plain_.share.size();
        auto const top = simulate_(share(bench_, at(std::vector<double>(n, 0.0), 0)));
        m.start_v = simulate_(reset(bench_))["v(cs)"].back();
        auto const bottom = simulate_(share(bench_, at(std::vector<double>(n, 1.0), 1)));
        auto const above = [](Waveforms const& w) { return w["v(vs)"].back() - w["v(cs)"].back(); };
        m.line_above_v = above(top);
        m.line_above_per_v = (above(bottom) - above(top)) / (top["v(cs)"].back() - bottom["v(cs)"].back());
        plain_.line_above_v = m.line_above_v;
        plain_.line_above_per_v = m.line_above_per_v;
    }

private:
    [[nodiscard]] SharingLevels at(std::vector<double> const& levels, double s) const {
        SharingLevels from;
        for (double const level : levels) from.v_k.push_back(plain_.top_v + level * swing_v());
        from.sampled_v = plain_.initial_v + s * swing_v();
        from.line_v = plain_.line_v(from.sampled_v);
        return from;
    }

    Bench const& bench_;
    Simulate const& simulate_;
    SharingModel plain_;
};

SharingModel nominal_sharing(Bench const& bench, Simulate const& simulate) {
    SharingBench sharing(bench, simulated_leakage(bench, simulate), simulate);
    auto m = sharing.plain();
    sharing.look_at_the_opening(m);
    auto const n = m.share.size();
    double const swing_v = sharing.swing_v();
    std::vector<double> const high(n, 0.0);
    std::vector<double> const low(n, 1.0);
    double const e_0 = sharing.beyond(high, 0);
    double const e_s_half = sharing.beyond(high, 0.5) - e_0;
    double const e_s = sharing.beyond(high, 1) - e_0;
    double const e_u = sharing.beyond(low, 0) - e_0;
    double const e_us = sharing.beyond(low, 1) - e_0;
    std::vector<double> e_k(n);
    double shares = 0;
    double squares = 0;
    double singles = 0;
    for (double const share : m.share) shares += share;
    for (std::size_t k = 0; k < n; ++k) {
        auto one = high;
        one[k] = 1;
        e_k[k] = sharing.beyond(one, 0) - e_0;
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

}  // namespace

SharingModel sharing_model(Bench const& bench, Simulate const& simulate) {
    auto nominal = nominal_sharing({bench.design, bench.condition, {}, bench.settings}, simulate);
    if (bench.chip.is_nominal()) return nominal;
    // A chip's switches shift the constant and the linear parts; how those spread over the bit lines is the nominal's,
    // and so is the small leakage.
    SharingBench sharing(bench, nominal.leak, simulate);
    auto m = nominal;
    m.share = sharing.plain().share;
    m.share_out = sharing.plain().share_out;
    sharing.look_at_the_opening(m);
    auto const n = m.share.size();
    double const swing_v = sharing.swing_v();
    double const e_0 = sharing.beyond(std::vector<double>(n, 0.0), 0);
    double const e_s = sharing.beyond(std::vector<double>(n, 0.0), 1) - e_0;
    double const e_u = sharing.beyond(std::vector<double>(n, 1.0), 0) - e_0;
    double const swing2 = swing_v * swing_v;
    double corrections = 0;
    double shares = 0;
    for (std::size_t k = 0; k < n; ++k) {
        corrections += m.correction[k];
        shares += m.share[k];
    }
    m.correction_0_v = e_0;
    m.correction_out = (e_s - m.ss_per_v * swing2) / swing_v;
    double const shift = (e_u - m.uu_per_v * swing2) / swing_v - corrections;
    for (std::size_t k = 0; k < n; ++k) m.correction[k] += shift * m.share[k] / shares;
    return m;
}

}  // namespace cimchar::circuits::integrator
