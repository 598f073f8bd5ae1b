// The time-domain neuron's own arithmetic: LSQ mapping, decomposition of sums, pulse widths, trimming, noise power.
#include "circuits/time_neuron/calibration.hpp"
#include "circuits/time_neuron/changes.hpp"
#include "circuits/time_neuron/circuit.hpp"
#include "circuits/time_neuron/jitter.hpp"
#include "circuits/time_neuron/observe.hpp"
#include "core/error.hpp"
#include "unit/circuits/parameters_with.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <sstream>

using namespace cimchar;
using namespace cimchar::circuits;
using namespace cimchar::circuits::time_neuron;

namespace {

Design design_with(std::vector<std::pair<std::string, std::string>> const& values) {
    return make_design(parameters_with(parameter_infos(), values));
}

/// A neuron as the closed form says: a rectangular pulse of (Q_p - Q_n)/I_ramp, cut by the window. The sum is read
/// from the deck's title, the code from the DAC's card.
Waveforms closed_form(Design const& d, Simulation const& s, double offset_s, double gain) {
    auto const& deck = *s.deck;
    auto const number_after = [&](std::string const& text) {
        auto const at = deck.find(text);
        REQUIRE(at != std::string::npos);
        return std::stod(deck.substr(at + text.size()));
    };
    if (deck.starts_with("* cimchar time_neuron: a ramp")) return {{"time", "v(crossb)"}, {{0, 1e-6}, {1.0, 0.0}}};
    if (s.analysis.starts_with("noise"))
        return {{"frequency", "onoise_spectrum", "inoise_spectrum"}, {{1e6, 2e6}, {1e-9, 1e-9}, {1e-9, 1e-9}}};
    double const code = number_after("ramp_dac code=");
    double const charge_c = number_after("one conversion of the sum ") * d.cell_current_a * d.clock_s;
    double const ramp_a = code / dac_steps_per_unit * d.cell_current_a * gain;
    double const width_s = std::min(charge_c / ramp_a + offset_s, d.largest_code() * d.clock_s);
    double const from_s = 60e-9;
    double const e = 1e-15;
    bool const pulse = width_s > 0;
    std::vector<double> const time_s{
        0, from_s - e, from_s + e, from_s + std::max(width_s, 4e-15) - e, from_s + std::max(width_s, 4e-15) + e, 1e-6};
    std::vector<double> const high{0, 0, pulse ? 1.0 : 0, pulse ? 1.0 : 0, 0, 0};
    std::vector<double> const flat(6, 0.0);
    std::vector<double> const crossing{1, 1, 1, 1, 0, 0};
    return {{"time", "v(out)", "v(start)", "v(crossb)", "i(vdd)", "i(vddr)", "i(vpre)"},
            {time_s, high, high, crossing, flat, flat, flat}};
}

Observation observed(Design const& d, double offset_s, double gain) {
    return observe({d, {}, {}, {}}, [&](Simulation const& s) { return closed_form(d, s, offset_s, gain); });
}

}  // namespace

TEST_CASE("time neuron: the LSQ steps set the ramp current", "[circuits]") {
    // y = s_w·s_x/s_y · Σ w·x, 0.1·0.2/0.32 = 1/16: 16 units of the sum are one clock period of output.
    auto const d = design_with({});
    CHECK(d.ratio() == Approx(16).epsilon(1e-14));
    CHECK(d.ramp_a() == Approx(16 * 66.35e-9).epsilon(1e-14));
    CHECK(d.dac_code == 64);
    CHECK(design_with({{"step_output", "0.16"}}).dac_code == 32);
    CHECK_THROWS_AS(design_with({{"step_output", "3.2"}}), InputError);  // code 640 of 127
}

TEST_CASE("time neuron: an ideal pulse is ReLU, scale and clip", "[circuits]") {
    auto const d = design_with({});
    CHECK(d.ideal_pulse_s(-100) == 0);
    CHECK(d.ideal_pulse_s(0) == 0);
    CHECK(d.ideal_pulse_s(24) == Approx(1.5 * 2e-9).epsilon(1e-14));  // the pulse itself is not rounded
    CHECK(d.ideal_pulse_s(15 * 16) == Approx(15 * 2e-9).epsilon(1e-14));
    CHECK(d.ideal_pulse_s(1000) == Approx(15 * 2e-9).epsilon(1e-14));
    CHECK(design_with({{"output_bits", "2"}}).ideal_pulse_s(1000) == Approx(3 * 2e-9).epsilon(1e-14));
}

TEST_CASE("time neuron: cells and inputs of a column add up to the sum", "[circuits]") {
    auto const d = design_with({});
    CHECK(d.largest_sum() == 32 * 4 * 15);
    for (int sum = 0; sum <= d.largest_sum(); ++sum) {
        auto const cells = column_cells(d, sum);
        REQUIRE(15 * cells.full + cells.rest == sum);
        REQUIRE(cells.full + (cells.rest > 0 ? 1 : 0) <= d.cells());
    }
    auto const common = design_with({{"common_sum", "100"}});
    CHECK(positive_sum(common, -7) == 100);
    CHECK(negative_sum(common, -7) == 107);
    CHECK_THROWS_AS(design_with({{"common_sum", "1900"}}), InputError);
    CHECK_THROWS_AS(design_with({{"rows", "1"}}), InputError);
    CHECK(largest_needed(d) == 288);  // three steps beyond full scale of 15: 18 · 16; the point needs 128 + 120
}

TEST_CASE("time neuron: a neuron that follows (Q_p - Q_n)/I_ramp has no error", "[circuits]") {
    auto const d = design_with({});
    auto const o = observed(d, 0, 1);
    CHECK(o.scalars.at("gain_s") == Approx(2e-9 / 16).epsilon(1e-4));
    CHECK(o.scalars.at("gain_error") == Approx(0).margin(1e-4));
    CHECK(o.scalars.at("offset_s") == Approx(0).margin(1e-13));
    CHECK(o.scalars.at("largest_error_lsb") == Approx(0).margin(1e-4));
    CHECK(o.scalars.at("wrong_codes") == 0);
    CHECK(o.scalars.at("common_mode_lsb") == 0);
    CHECK(o.scalars.at("zero_s") == 0);
    CHECK(o.scalars.at("first_pulse_lsb") == Approx(0.125).epsilon(1e-12));
    CHECK(o.scalars.at("clip_error_lsb") == Approx(0).margin(1e-4));
    CHECK(o.curves.at("transfer_s").size() == sweep_points(d).size());
}

TEST_CASE("time neuron: the sweep is no coarser than a quarter of a step where the window may clip", "[circuits]") {
    auto const d = design_with({});
    auto const points = sweep_points(d);
    for (std::size_t i = 1; i < points.size(); ++i) {
        double const from = points[i - 1] / d.ratio();
        double const to = points[i] / d.ratio();
        if (to > d.largest_code() - 0.49 && from < d.largest_code() + 0.49) CHECK(to - from <= 0.251);
    }
}

TEST_CASE("time neuron: offset and gain are told apart, and the DAC trims the gain alone", "[circuits]") {
    // A current 10 % large shortens pulses to 1/1.1; code 58 of 64 is 0.906: 0.3 % is left of the gain.
    auto const off = observed(design_with({}), 0.3e-9, 1.1);
    CHECK(off.scalars.at("gain_error") == Approx(1 / 1.1 - 1).margin(1e-4));
    CHECK(off.scalars.at("offset_s") == Approx(0.3e-9).margin(1e-13));
    auto const on = observed(design_with({{"calibration", "on"}, {"offset_trim", "off"}}), 0.3e-9, 1.1);
    CHECK(on.scalars.at("dac_code") == 58);
    CHECK(on.scalars.at("gain_error") == Approx(64.0 / 58 / 1.1 - 1).margin(1e-4));
    CHECK(on.scalars.at("offset_s") == Approx(0.3e-9).margin(1e-13));
}

TEST_CASE("time neuron: time above a level interpolates both edges and adds pulses", "[circuits]") {
    std::vector<double> const t{0, 1, 2, 3, 4, 5, 6};
    CHECK(time_above(t, {0, 1, 1, 0, 0, 0, 0}, 0.5) == Approx(2).epsilon(1e-14));
    CHECK(time_above(t, {0, 1, 0, 0, 1, 1, 0}, 0.25) == Approx(1.5 + 2.5).epsilon(1e-14));
    CHECK(time_above(t, {0, 0, 0, 0, 0, 0, 0}, 0.5) == 0);
}

TEST_CASE("time neuron: a comparator that takes the mean of its input has that mean's window", "[circuits]") {
    // Crosses when the mean input over the last 7 ns reaches the other input: any other weight has a window of its own.
    Bench const bench{design_with({}), {}, {}, {}};
    constexpr double slope_v_per_s = 3.5e6;
    constexpr double memory_s = 7.2e-9;  // eight of the rectangles, which are a quarter of 3.6 ns
    auto const simulate = [&](Simulation const& s) -> Waveforms {
        auto const at = s.deck->find("pwl(", s.deck->find("vpulse")) + 4;
        std::istringstream numbers(s.deck->substr(at));
        double from_s = 0, to_s = 0, level_v = 0, zero = 0;
        numbers >> zero >> zero >> from_s >> zero >> zero >> level_v >> to_s;
        // Without the rectangle it crosses 20 ns after the start; with it, earlier by its mean over the slope.
        double const undisturbed_s = 20e-9;
        double const seen_s = std::max(0.0, std::min(to_s, undisturbed_s) - std::max(from_s, undisturbed_s - memory_s));
        double const crossing_s = undisturbed_s - level_v * seen_s / memory_s / slope_v_per_s;
        return {{"time", "v(crossb)"}, {{0, crossing_s - 1e-15, crossing_s + 1e-15, 1e-6}, {1, 1, 0, 0}}};
    };
    // Edges of the rectangles and of what the crossing is read from: a thousandth.
    auto const memory = comparator_memory(bench, slope_v_per_s, simulate);
    CHECK(memory.window_s == Approx(memory_s).epsilon(2e-3));
    // Weight later than τ: τ/7.2 ns. ∫(1 − (τ/T)²)dτ = 2T/3; the middles of eight rectangles take 0.1 % from it.
    CHECK(memory.lag_s == Approx(memory_s * 2 / 3).epsilon(4e-3));
}

TEST_CASE("time neuron: edges are told from the start of the ramp", "[circuits]") {
    Bench const bench{design_with({}), {}, {}, {}};
    double const ramp_s = bench.design.timing.ramp_s;
    auto const waves = [&](std::vector<double> const& start, std::vector<double> const& cross) {
        return Waveforms({"time", "v(start)", "v(crossb)"},
                         {{0, ramp_s + 1e-9, ramp_s + 2e-9, ramp_s + 3e-9, ramp_s + 4e-9}, start, cross});
    };
    auto const edges = edges_of(bench, waves({0, 0, 1, 1, 1}, {1, 1, 1, 0.75, 0}));
    CHECK(edges.start_s == Approx(1.5e-9).epsilon(1e-12));
    CHECK(edges.cross_s == Approx(3e-9 + 1e-9 / 3).epsilon(1e-12));
    CHECK(std::isnan(edges_of(bench, waves({0, 0, 1, 1, 1}, {1, 1, 1, 1, 1})).cross_s));
}

TEST_CASE("time neuron: trim codes bring the edges to the window and to each other", "[circuits]") {
    // A step takes 0.25 fF·1 V = 0.25 fC; the ramp of 16·66.35 nA needs 0.2355 ns for it.
    double const step_s = 0.25e-15 / (16 * 66.35e-9);
    auto d = design_with({});
    double const lead_s = d.window_lead_s;
    trim_offsets(d, 1.0, {lead_s + 3.2 * step_s, lead_s - 4.9 * step_s});
    CHECK(d.replica_trim_code == trim_middle + 3);
    CHECK(d.trim_code == trim_middle - 5);  // the replica's rounded edge is at 0.2 steps
    trim_offsets(d, 1.0, {lead_s, lead_s + 1000 * step_s});
    CHECK(d.trim_code == trim_max_code);
    trim_offsets(d, 1.0, {std::nan(""), lead_s});  // no start: too early; the neuron is brought to the window
    CHECK(d.replica_trim_code == 0);
    CHECK(d.trim_code == trim_max_code);
    trim_offsets(d, 1.0, {lead_s, std::nan("")});
    CHECK(d.trim_code == 0);
}

TEST_CASE("time neuron: both inputs of a comparator have the same capacitance", "[circuits]") {
    for (char const* trim : {"on", "off"}) {
        auto const d = design_with({{"offset_trim", trim}});
        double const positive_f = d.sample_f + pedestal_f(d) + (d.offset_trim ? balance_f(d) : 0);
        CHECK(positive_f == Approx(d.node_f()).epsilon(1e-12));
    }
}

TEST_CASE("time neuron: the window follows the ramp", "[circuits]") {
    // Pedestal over ramp current: 4 fC over 4·66.35 nA is 15.1 ns, over 16·66.35 nA 3.8 ns.
    double const at_16_s = design_with({}).window_lead_s;
    double const at_4_s = design_with({{"step_output", "0.08"}}).window_lead_s;
    CHECK(at_4_s - at_16_s > 4e-15 / 66.35e-9 * (1.0 / 4 - 1.0 / 16));
    CHECK(design_with({{"window_lead_s", "9n"}}).window_lead_s == 9e-9);
}

TEST_CASE("time neuron: every varied device is named once, and nominal chips change nothing", "[circuits]") {
    auto const d = design_with({});
    std::set<std::string> names;
    for (auto const& device : varied_devices(d)) CHECK(names.insert(device.name).second);
    // One of each kind of place: bias, DAC by its multiplicity, regulator, comparators, switches, gates, trims.
    for (char const* name : {"xnb.m0", "xdac.md1", "xcolp.xt1.m0", "xcmp.xin1.m0", "xcmpr.xin1.m0", "xpren.m0",
                             "xgate.xbuf.xn.m0", "xtrimr.xd5.xp.m0", "replica.trim0", "replica.cell3.rram"})
        CHECK(names.contains(name));
    CHECK_FALSE(names.contains("xfullp.m0"));
    for (auto const& device : varied_devices(design_with({{"cells", "nominal"}})))
        CHECK(device.name.find(".cell") == std::string::npos);
    CHECK(conversion({d, {}, {}, {}}, 100).alterations.empty());
}

TEST_CASE("time neuron: a device varies by the size that its deck gives it", "[circuits]") {
    auto const size_of = [](std::string const& name, Design const& d) {
        for (auto const& device : varied_devices(d))
            if (device.name == name) return std::pair(device.width_m, device.length_m);
        return std::pair(0.0, 0.0);
    };
    auto const d = design_with({{"w_input_m", "6u"}, {"step_output", "0.16"}});
    CHECK(size_of("xcmp.xin2.m0", d).first == Approx(6e-6).epsilon(1e-12));
    CHECK(size_of("xcmp.xsink.m0", d).first == Approx(1e-6).epsilon(1e-12));  // {wt/2} in the netlist
    CHECK(size_of("xdac.md1", d).first == Approx(32e-6).epsilon(1e-12));      // 32 units of 1 µm
    CHECK(size_of("xrep.m0", d).first == 0);                                  // cells are drawn one by one
}

TEST_CASE("time neuron: a chip's deviations reach the elements of the deck", "[circuits]") {
    netlist::Chip const chip({{"xcmp.xin1.m0", "vth_v", 0.005}, {"p.cell0.rram", "g", 0.1}, {"trim5", "c", 0.01}});
    auto const value = [&](Design const& d, std::string const& target) {
        for (auto const& c : conversion({d, {}, chip, {}}, 30).alterations)
            if (c.target == target) return c.value;
        return std::nan("");
    };
    auto const d = design_with({});
    CHECK(value(d, "@m.xcmp.xin1.m0[delvto]") == 0.005);
    CHECK(value(d, "@m.xcmpr.xin1.m0[delvto]") == 0);
    CHECK(value(d, "c.xtrim.c5") == Approx(1.01 * 32 * 0.25e-15).epsilon(1e-14));
    CHECK(value(d, "r.xfullp.xr.r0") == Approx(2e6 / 2.1).epsilon(1e-14));  // two cells, one of them 10 % large
    auto const each = design_with({{"cells", "each"}});
    CHECK(value(each, "r.xcellp0.xr.r0") == Approx(2e6 / 1.1).epsilon(1e-14));
    CHECK(value(each, "r.xcellp1.xr.r0") == Approx(2e6).epsilon(1e-14));
    CHECK(std::isnan(value(each, "r.xfullp.xr.r0")));
}
