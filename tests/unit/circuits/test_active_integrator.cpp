// The active core's own arithmetic: design rules, the direction of its output, gain and phase of a loop.
#include "circuits/integrator/amplifier.hpp"
#include "circuits/integrator/noise_and_power.hpp"
#include "circuits/integrator/observe.hpp"
#include "core/error.hpp"
#include "unit/circuits/parameters_with.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <numbers>

using namespace cimchar;
using namespace cimchar::circuits;
using namespace cimchar::circuits::integrator;

namespace {

Design design_with(std::vector<std::pair<std::string, std::string>> const& values) {
    return make_design(Core::active, parameters_with(parameter_infos(Core::active), values));
}

bool names(std::vector<netlist::VariedDevice> const& devices, std::string const& name) {
    return std::any_of(devices.begin(), devices.end(), [&](auto const& device) { return device.name == name; });
}

/// A loop A0 / ((1 + jf/f1)(1 + jf/f2)) as the simulator gives it: minus the gain, over a frequency in decades of 20.
Waveforms two_poles(double a0, double f1_hz, double f2_hz) {
    Waveforms w;
    w.names = {"frequency", "re(v(bl))", "im(v(bl))"};
    w.columns.resize(3);
    for (int i = 0; i <= 120; ++i) {
        double const f_hz = 1e4 * std::pow(10, i / 20.0);
        std::complex<double> const j(0, 1);
        auto const gain = -a0 / ((1.0 + j * f_hz / f1_hz) * (1.0 + j * f_hz / f2_hz));
        w.columns[0].push_back(f_hz);
        w.columns[1].push_back(gain.real());
        w.columns[2].push_back(gain.imag());
    }
    return w;
}

}  // namespace

TEST_CASE("active integrator: the output rises from the reference by the product", "[circuits]") {
    // 186 · 236 / 65536 of the full scale, as the passive core falls by.
    Bench const bench{design_with({{"sweep", "point"}}), {}, {}, {}};
    CHECK(ideal_output(bench, 186, 236, 256) == Approx(0.35 + 0.2516 * 186 * 236 / 65536).epsilon(1e-14));
}

TEST_CASE("active integrator: ideal sharing of ideal levels multiplies exactly, upward (Eqs. 4-6)", "[circuits]") {
    auto const d = design_with({});
    Bench const bench{d, {}, {}, {}};
    SharingModel model;
    model.initial_v = model.start_v = model.top_v = 0.35;
    model.share_out = 0.5;
    for (int k = 0; k < d.bits; ++k) model.share.push_back(d.c_k_f(k) / (2 * d.c_f_f));
    model.correction.assign(model.share.size(), 0.0);
    for (int const weight : {0, 1, 75, 255}) {
        std::vector<HeldLevels> lines(8);
        for (int k = 0; k < d.bits; ++k)
            for (std::size_t h = 0; h < histories; ++h)
                lines[static_cast<std::size_t>(k)].held_v[h] =
                    0.35 + (h % 2 == 1 && ((weight >> k) & 1) != 0 ? d.full_scale_v : 0);
        for (int const input : {0, 85, 128, 255})
            CHECK(composed_output(bench, model, lines, input) ==
                  Approx(ideal_output(bench, input, weight, 256)).margin(1e-14));
    }
}

TEST_CASE("active integrator: the converter counts upward from its reference", "[circuits]") {
    auto const d = design_with({});
    CHECK(convert(d, 0.35, 0.35, 1e-3) == 0);
    CHECK(convert(d, 0.30, 0.35, 1e-3) == 0);
    CHECK(convert(d, 0.5215, 0.35, 1e-3) == 171);
    CHECK(convert(d, 0.9, 0.35, 1e-3) == 255);
}

TEST_CASE("active integrator: every transistor and capacitor of an op amp varies", "[circuits]") {
    auto const devices = varied_devices(design_with({}));
    for (auto const* name : {"bl0.m1", "bl3.m2", "bl7.m3", "bl7.m4", "bl7.m5", "bl7.m6", "bl7.m7", "bl7.m8", "bl7.cm",
                             "bl7.cc", "bl7.ck", "bl7.s1", "cs", "bl7.row255.t2"})
        CHECK(names(devices, name));
    CHECK_FALSE(names(devices, "bl7.t0"));  // of the passive core
    auto const ideal = varied_devices(design_with({{"amplifier", "ideal"}, {"switches", "ideal"}}));
    CHECK_FALSE(names(ideal, "bl7.m1"));
    CHECK_FALSE(names(ideal, "bl7.s1"));
    CHECK(names(ideal, "bl7.cc"));
}

TEST_CASE("active integrator: both cores have the parameters that mean the same, each its own besides", "[circuits]") {
    auto const has = [](Core core, std::string const& name) {
        auto const infos = parameter_infos(core);
        return std::any_of(infos.begin(), infos.end(), [&](auto const& info) { return info.name == name; });
    };
    for (auto const* name : {"sweep", "method", "cells", "check", "bits", "rows", "lines", "input", "weight", "c_f_f",
                             "full_scale_v", "initial_voltage_v", "w_s1_m", "w_s3_m", "l_t2_m", "i_ref_a"})
        CHECK((has(Core::passive, name) && has(Core::active, name)));
    CHECK_FALSE(has(Core::active, "regulator"));
    CHECK_FALSE(has(Core::passive, "c_feedback_f"));
    CHECK_THROWS_AS(design_with({{"sweep", "resistance"}}), InputError);
    CHECK_THROWS_WITH(design_with({{"c_feedback_f", "10f"}, {"allow_lag", "0.1"}}),
                      Catch::Contains("raise c_feedback_f"));
}

TEST_CASE("active integrator: gain, frequency and phase of a loop of two poles", "[circuits]") {
    // |A| = 1 at f with A0² = (1 + (f/f1)²)(1 + (f/f2)²); there the phase is -atan(f/f1) - atan(f/f2).
    constexpr double a0 = 1000;
    constexpr double f1_hz = 200e3;
    constexpr double f2_hz = 400e6;
    double f_hz = a0 * f1_hz;
    for (int i = 0; i < 50; ++i) f_hz = a0 * f1_hz / std::sqrt(1 + std::pow(f_hz / f2_hz, 2));
    double const margin_deg = 180 - (std::atan(f_hz / f1_hz) + std::atan(f_hz / f2_hz)) * 180 / std::numbers::pi;
    auto const got = loop_gain(two_poles(a0, f1_hz, f2_hz));
    CHECK(got.gain_db == Approx(60 - 10 * std::log10(1 + std::pow(1e4 / f1_hz, 2))).margin(1e-3));
    // Between two of twenty points a decade the gain is taken for a power law: right to a few parts in a thousand.
    CHECK(got.unity_gain_hz == Approx(f_hz).epsilon(3e-3));
    CHECK(got.phase_margin_deg == Approx(margin_deg).margin(0.2));
}

TEST_CASE("active integrator: a loop whose gain stays above 1 has no margin to tell", "[circuits]") {
    auto const got = loop_gain(two_poles(1000, 1e12, 1e12));
    CHECK(std::isnan(got.unity_gain_hz));
    CHECK(std::isnan(got.phase_margin_deg));
}

TEST_CASE("active integrator: noise of reset and hold adds in power", "[circuits]") {
    // 10 nV/√Hz across C_fb and 20 nV/√Hz at C_k, flat over 1 MHz … 101 MHz: (1 + 4)·1e-16 V²/Hz · 100 MHz.
    Bench const bench{design_with({}), {}, {}, {}};
    int calls = 0;
    auto const flat = [&](Simulation const&) {
        double const density_v = ++calls == 1 ? 10e-9 : 20e-9;
        return Waveforms{{"frequency", "onoise_spectrum"}, {{1e6, 50e6, 101e6}, {density_v, density_v, density_v}}};
    };
    CHECK(held_noise_v2(bench, flat) == Approx(5e-8).epsilon(1e-12));
    CHECK(calls == 2);
}

TEST_CASE("active integrator: the core's power is op amps, word lines and what driven cycles change", "[circuits]") {
    auto const d = design_with({});
    Bench const bench{d, {"tt", 27, 1.1}, {}, {}};
    std::vector<HeldLevels> lines(8);
    for (auto& line : lines) {
        line.holding_w = 0.2e-3;
        line.charge_c = 0.1e-12;
        line.word_line_j = 10e-15;
    }
    Observation o;
    add_power(o, bench, lines);
    // Of eight cycles in nine times 60 ns: a quarter is driven, half of the word lines rise.
    double const line_w = 0.2e-3 + 8 * (1.1 * 0.1e-12 / 4 + 10e-15 / 2) / 540e-9;
    CHECK(o.scalars.at("amplifier_power_w") == Approx(0.2e-3).epsilon(1e-12));
    CHECK(o.scalars.at("core_power_w") == Approx(2048 * line_w).epsilon(1e-12));
    CHECK(o.scalars.count("regulator_power_w") == 0);
}
